/// The writer's statements, prepared once.
struct WriteStatements {
    let begin, commit, rollback: Statement
    let payment, claim, deadlineExists, lastBatch, lastEvent, hasBatch: Statement
    let insertPayment, updatePayment, updatePaymentAndPhase, quarantine: Statement
    let insertEvent, insertOutbox, insertBatch, insertName: Statement
    let updateOutbox, upsertDelivery, insertAttempt, document, putDocument, removeDocument: Statement
    let upsertClaim, insertFreshClaim, moveFreshClaims, forgetFreshClaims, forgetAllFreshClaims, forgetClaims: Statement
    let insertDeadline, deleteDeadline: Statement

    init(_ connection: borrowing Connection) throws(SQLiteFault) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        rollback = try connection.prepare("ROLLBACK")
        payment = try connection.prepare(SQL.payment)
        claim = try connection.prepare(SQL.claim)
        deadlineExists = try connection.prepare(SQL.deadlineExists)
        lastBatch = try connection.prepare(SQL.lastBatch)
        lastEvent = try connection.prepare(SQL.lastEvent)
        hasBatch = try connection.prepare(SQL.hasBatch)
        insertPayment = try connection.prepare(SQL.insertPayment)
        updatePayment = try connection.prepare(SQL.updatePayment)
        updatePaymentAndPhase = try connection.prepare(SQL.updatePaymentAndPhase)
        quarantine = try connection.prepare(SQL.quarantine)
        insertEvent = try connection.prepare(SQL.insertEvent)
        insertOutbox = try connection.prepare(SQL.insertOutbox)
        updateOutbox = try connection.prepare(SQL.updateOutbox)
        upsertDelivery = try connection.prepare(SQL.upsertDelivery)
        insertAttempt = try connection.prepare(SQL.insertAttempt)
        document = try connection.prepare(SQL.document)
        putDocument = try connection.prepare(SQL.putDocument)
        removeDocument = try connection.prepare(SQL.removeDocument)
        insertName = try connection.prepare(SQL.insertName)
        insertBatch = try connection.prepare(SQL.insertBatch)
        upsertClaim = try connection.prepare(SQL.upsertClaim)
        insertFreshClaim = try connection.prepare(SQL.insertFreshClaim)
        moveFreshClaims = try connection.prepare(SQL.moveFreshClaims)
        forgetAllFreshClaims = try connection.prepare(SQL.forgetAllFreshClaims)
        forgetFreshClaims = try connection.prepare(SQL.forgetFreshClaims)
        forgetClaims = try connection.prepare(SQL.forgetClaims)
        insertDeadline = try connection.prepare(SQL.insertDeadline)
        deleteDeadline = try connection.prepare(SQL.deleteDeadline)
    }
}
