import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

/// The script of the seamless view: it puts the payer's page into a frame of the shop's page, and tells the shop what
/// happened there. Source: wire/swedbank.md §1, "JS entry", and §9, "Seamless JS events".
enum SeamlessScript {
    /// What a shop's page loads; `page` is the payer's page of one payment.
    static func client(page: String) -> String {
        let address = String(decoding: JSON.string(page).encoded(), as: UTF8.self)
        return """
            (function () {
              var page = \(address);
              window.payex = window.payex || {};
              window.payex.hostedView = window.payex.hostedView || {};
              window.payex.hostedView.invoice = function (settings) {
                var frame;
                function listen(event) {
                  if (!frame || event.source !== frame.contentWindow) { return; }
                  if (event.origin !== new URL(page).origin) { return; }
                  var handler = settings[event.data.event];
                  if (typeof handler === "function") { handler(event.data.detail); }
                  else if (event.data.detail && event.data.detail.redirectUrl) {
                    window.location.href = event.data.detail.redirectUrl;
                  }
                }
                return {
                  open: function () {
                    if (frame) { return; }
                    frame = document.createElement("iframe");
                    frame.src = page + "?view=seamless";
                    frame.title = "Invoice";
                    frame.style.cssText = "border:0;width:100%;height:36rem";
                    window.addEventListener("message", listen);
                    document.getElementById(settings.container).appendChild(frame);
                  },
                  close: function () {
                    if (!frame) { return; }
                    window.removeEventListener("message", listen);
                    frame.remove();
                    frame = undefined;
                  }
                };
              };
            })();

            """
    }

    /// What the page in the frame loads once the payer has answered.
    static let frame = """
        (function () {
          var said = document.getElementById("said").dataset;
          window.parent.postMessage(
            { event: said.event, detail: { id: said.payment, redirectUrl: said.redirect } }, "*");
        })();

        """

    static func response(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/javascript; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
