/// What a sandbox puts into its users' hands; outside it there is none of this.
package struct SandboxControls: Sendable {
    package let time: any MerchantTime

    package init(time: any MerchantTime) { self.time = time }
}
