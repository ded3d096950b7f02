import PaymentCore
import TestWorld

/// The rule that the engine relies on, or it sets the payment aside: a deadline that stands is never refused once it is
/// due, however late, and when it has fired it stands no longer.
func checkDeadlines(of story: Story, late lateness: Interval = .zero) throws {
    for deadline in story.payment.deadlines {
        let later = story.branch()
        later.now = max(story.now, deadline.due + lateness)
        if let refusal = try later.trying(deadline.command) {
            throw InvariantBroken("deadlines", "\(deadline.kind) was due and is refused: \(refusal)")
        }
        if later.payment.deadlines.contains(deadline) {
            throw InvariantBroken("deadlines", "\(deadline.kind) fired and still stands")
        }
    }
}
