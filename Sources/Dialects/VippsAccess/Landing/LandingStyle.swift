/// How the payer's phone looks: a sheet that fills a small screen, framed on a large one; light or dark as the reader has it.
/// The colours are nobody's brand.
enum LandingStyle {
    static let css = """
        :root { color-scheme: light dark; font: 17px/1.45 system-ui, sans-serif;
          --back: #e4e8ee; --sheet: #fff; --ink: #15202b; --soft: #55606c; --line: #d5dbe3; --tint: #f2f5f9;
          --yes: #0b5d4e; --yes-ink: #fff; --mark: #7a4b00; --mark-back: #ffedc7; }
        @media (prefers-color-scheme: dark) { :root {
          --back: #0b0e12; --sheet: #171c23; --ink: #e9eef4; --soft: #a3aebb; --line: #323b46; --tint: #202731;
          --yes: #57cfb3; --yes-ink: #06231d; --mark: #ffd98a; --mark-back: #3b2e10; } }
        * { box-sizing: border-box; } body, p, h1, dl, dd, fieldset { margin: 0; }
        body { background: var(--back); color: var(--ink); }
        main { background: var(--sheet); min-height: 100vh; min-height: 100dvh; max-width: 26rem; margin: 0 auto;
          display: flex; flex-direction: column; overflow: clip; }
        @media (min-width: 30rem) { main { min-height: 44rem; margin: 1.5rem auto; border-radius: 2.25rem;
          border: .45rem solid var(--line); } }
        .notice { background: var(--mark-back); color: var(--mark); font-size: .8rem; text-align: center; padding: .6rem 1rem; }
        .sheet { padding: 1.25rem; display: flex; flex-direction: column; flex: 1; }
        h1 { font-size: 1rem; font-weight: 600; text-align: center; color: var(--soft); }
        .badge { width: 3.5rem; height: 3.5rem; margin: 1.5rem auto .75rem; border-radius: 50%; background: var(--tint);
          border: 1px solid var(--line); font-size: 1.5rem; font-weight: 650; line-height: 3.4rem; text-align: center; }
        .shop { font-size: 1.15rem; font-weight: 600; text-align: center; overflow-wrap: anywhere; }
        .amount { font-size: 2.6rem; line-height: 1.2; font-weight: 700; text-align: center; letter-spacing: -.02em;
          margin-top: 1rem; font-variant-numeric: tabular-nums; }
        .what { text-align: center; color: var(--soft); overflow-wrap: anywhere; }
        dl { margin: 1.25rem 0; background: var(--tint); border-radius: 1rem; padding: .35rem 1rem; font-size: .85rem; }
        dl div { display: flex; gap: 1rem; justify-content: space-between; padding: .5rem 0; }
        dl div + div { border-top: 1px solid var(--line); }
        dt { color: var(--soft); white-space: nowrap; } dd { text-align: right; overflow-wrap: anywhere; }
        form { display: flex; flex-direction: column; flex: 1; }
        details { border: 1px solid var(--line); border-radius: 1rem; padding: 0 1rem; font-size: .9rem; }
        summary { padding: .8rem 0; cursor: pointer; font-weight: 600; } fieldset { border: 0; padding: 0 0 .6rem; }
        legend { color: var(--soft); font-size: .8rem; padding: 0 0 .3rem; }
        label { display: flex; gap: .7rem; padding: .6rem 0; border-top: 1px solid var(--line); cursor: pointer; }
        .acts { margin-top: auto; padding: 1rem 0 .5rem; position: sticky; bottom: 0; background: var(--sheet); }
        button { font: inherit; width: 100%; padding: .9rem; margin-top: .6rem; border: 1px solid var(--line);
          border-radius: 1rem; cursor: pointer; background: var(--sheet); color: inherit; font-weight: 600; }
        button.yes { background: var(--yes); border-color: var(--yes); color: var(--yes-ink); }
        button.aside { border: 0; background: none; color: var(--soft); font-weight: 400; font-size: .85rem;
          text-decoration: underline; padding: .6rem; }
        .sign { font-size: 3rem; line-height: 1; text-align: center; margin: auto 0 1rem; }
        .said { text-align: center; color: var(--soft); margin-bottom: auto; }
        :focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
        """
}
