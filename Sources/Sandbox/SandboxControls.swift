/// What a sandbox puts into its users' hands; outside it there is none of this.
package struct SandboxControls: Sendable {
    package let time: any MerchantTime
    package let data: any SandboxData

    package init(time: any MerchantTime, data: any SandboxData) {
        self.time = time
        self.data = data
    }
}
