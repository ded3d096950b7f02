/// The page of one payment.
enum PaymentTemplate {
    static let text = head + actions + timeline

    private static let head = """
        <p class="crumbs"><a href="/console/payments">Payments</a></p>
        {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
        {{#failed}}<p class="notice bad" role="alert">{{.}}</p>{{/failed}}
        <section class="card hero" id="state" data-live-part>
          <div class="hero-head">
            <h1><span class="amount">{{amount}}</span> <span class="currency">{{currency}}</span></h1>
            <span class="chip {{tone}} large">{{phase}}</span>
          </div>
          <p class="what">{{#reference}}<strong>{{.}}</strong>{{/reference}}{{#description}} <span>{{.}}</span>{{/description}}</p>
          {{{bar}}}
          <dl class="facts">
            <div><dt>{{wire}}</dt><dd class="named"><code>{{name}}</code>
              <button type="button" class="copy" data-copy="{{name}}" hidden>Copy</button></dd></div>
            <div><dt>State, in its words</dt><dd><code>{{status}}</code></dd></div>
            <div><dt>Created</dt><dd><time datetime="{{machine}}">{{at}}</time> UTC</dd></div>
            <div><dt>Holdfast</dt><dd><code>{{id}}</code></dd></div>
            {{#facts}}<div><dt>{{label}}</dt><dd class="long">{{value}}</dd></div>{{/facts}}
          </dl>
        </section>

        """

    private static let actions = """
        <div class="columns">
        <section class="card actions" id="actions" data-live-part aria-labelledby="actions-title">
          <h2 id="actions-title">What you can do</h2>
          {{#noActions}}<p class="muted">Nothing is left to capture, release or refund.</p>{{/noActions}}
          {{#payer}}
          <form method="get" action="{{href}}/payer/approve" class="act">
            <h3>Be the payer</h3>
            <div class="line">
              <label for="later">The bank, later</label>
              <select id="later" name="capture"><option value="">pays every capture</option>{{#reasons}}
                <option value="{{value}}">refuses captures: {{title}}</option>{{/reasons}}</select>
            </div>
            <button class="primary">Approve…</button>
          </form>
          <form method="get" action="{{href}}/payer/decline" class="act">
            <div class="line">
              <label for="reason">Why not</label>
              <select id="reason" name="reason"><option value="payerDeclined">the payer said no</option>{{#reasons}}
                <option value="{{value}}">{{title}}</option>{{/reasons}}</select>
            </div>
            <button>Decline…</button>
          </form>
          <form method="get" action="{{href}}/payer/abandon" class="act"><button>Walk away…</button></form>
          {{/payer}}
          {{#capture}}
          <form method="get" action="{{href}}/actions/capture" class="act">
            <h3>Capture</h3>
            <div class="line">
              <label for="capture-amount">Amount in {{currency}}, up to {{left}}</label>
              <input id="capture-amount" name="amount" value="{{amount}}" inputmode="decimal" required>
            </div>
            <label class="check"><input type="checkbox" name="final" value="yes"> It is the last: release the rest</label>
            <button class="primary">Capture…</button>
          </form>
          {{/capture}}
          {{#void}}
          <form method="get" action="{{href}}/actions/void" class="act">
            <h3>Void</h3>
            <div class="line">
              <label for="void-amount">Amount in {{currency}} to release</label>
              <input id="void-amount" name="amount" value="{{amount}}" inputmode="decimal" required>
            </div>
            <button>Void…</button>
          </form>
          {{/void}}
          {{#refund}}
          <form method="get" action="{{href}}/actions/refund" class="act">
            <h3>Refund</h3>
            <div class="line">
              <label for="refund-amount">Amount in {{currency}}, up to {{left}}</label>
              <input id="refund-amount" name="amount" value="{{amount}}" inputmode="decimal" required>
            </div>
            <button>Refund…</button>
          </form>
          {{/refund}}
          {{#withdraw}}
          <form method="get" action="{{href}}/actions/withdraw" class="act"><h3>Take it back</h3><button>Withdraw…</button></form>
          {{/withdraw}}
          {{#bank}}
          <details class="act"><summary>Be the payer's bank</summary>
          <form method="get" action="{{href}}/payer/instruct">
            <div class="line">
              <label for="bank-capture">Its answer to captures</label>
              <select id="bank-capture" name="capture"><option value="">pays</option>{{#reasons}}
                <option value="{{value}}">no: {{title}}</option>{{/reasons}}</select>
            </div>
            <div class="line">
              <label for="bank-refund">Its answer to refunds</label>
              <select id="bank-refund" name="refund"><option value="">takes them</option>{{#reasons}}
                <option value="{{value}}">no: {{title}}</option>{{/reasons}}</select>
            </div>
            <div class="line">
              <label for="bank-lapse">When its hold has lapsed</label>
              <select id="bank-lapse" name="lapse"><option value="reauthorize">pays, after a new request</option>
                <option value="overdraw">pays, and overdraws the account</option>
                <option value="refuse">refuses: insufficient funds</option></select>
            </div>
            <button>Set…</button>
          </form></details>
          {{/bank}}
        </section>
        <section class="card" id="deadlines" data-live-part aria-labelledby="deadlines-title">
          <h2 id="deadlines-title">What will happen</h2>
          {{^hasDeadlines}}{{^deadlines}}<p class="muted">Nothing will happen by itself.</p>{{/deadlines}}{{/hasDeadlines}}
          <p class="muted">It is {{now}} for this merchant.</p>
          <ol class="deadlines">{{#deadlines}}
            <li><div><strong>{{title}}</strong> <span class="distance">{{distance}}</span>
              <span class="sub">{{text}}</span>
              <time class="sub" datetime="{{machine}}">{{at}} UTC</time></div>
              {{#canMoveTime}}<form method="post" action="/console/clock">
                <input type="hidden" name="token" value="{{token}}"><input type="hidden" name="move" value="set">
                <input type="hidden" name="back" value="{{href}}">
                <input type="hidden" name="set" value="{{set}}"><button class="small">Go there</button></form>{{/canMoveTime}}
            </li>{{/deadlines}}
          </ol>
        </section>
        </div>

        """

    private static let timeline = """
        <section class="card" id="timeline" data-live-part aria-labelledby="timeline-title">
          <h2 id="timeline-title">What happened</h2>
          <ol class="timeline">{{#events}}
            <li class="{{tone}}">
              <div class="event">
                <span class="title">{{title}}</span>{{#moved}} <span class="amount">{{.}}</span>{{/moved}}
                <time datetime="{{machine}}">{{at}}</time>
                {{#text}}<span class="sub">{{.}}</span>{{/text}}
                {{#operation}}<span class="sub mono">{{.}}</span>{{/operation}}
                {{#cause}}<span class="sub">{{.}}</span>{{/cause}}
              </div>
              {{#hasEntries}}<details data-key="entries-{{number}}"><summary>Journal</summary>
              <div class="rows"><table class="journal"><thead><tr><th scope="col">Account</th><th scope="col" class="number">Debit</th>
                <th scope="col" class="number">Credit</th></tr></thead><tbody>{{#entries}}
                <tr><th scope="row">{{account}}</th><td class="number">{{debit}}</td><td class="number">{{credit}}</td></tr>{{/entries}}
              </tbody></table></div></details>{{/hasEntries}}
              {{#exchanges}}{{{.}}}{{/exchanges}}
              {{#deliveries}}
              <details data-key="delivery-{{key}}"><summary>Webhook <span class="chip small {{tone}}">{{state}}</span>
                <span class="mono">{{url}}</span></summary>
              <ul class="attempts">{{#attempts}}<li><span class="code {{tone}}">{{status}}</span> attempt {{number}},
                <time datetime="{{machine}}">{{at}}</time>, {{took}} <span class="sub">{{note}}</span></li>{{/attempts}}
              {{#due}}<li>next attempt {{.}}</li>{{/due}}</ul>
              <p><a href="{{href}}">Bodies, signatures and replay</a></p></details>{{/deliveries}}
            </li>{{/events}}
          </ol>
          {{#hasOthers}}
          <h3>Other requests about it</h3>
          {{#others}}{{{.}}}{{/others}}
          {{/hasOthers}}
        </section>
        """
}
