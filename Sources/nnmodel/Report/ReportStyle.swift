/// What a page looks like beside its charts, in light and in dark.
enum ReportStyle {
  static let sheet: Markup = """
    :root { color-scheme: light dark; --text: #23272f; --strong: #15181d; --quiet: #68707d;
      --page: #f6f7f9; --card: #ffffff; --line: #e4e7ec }
    @media (prefers-color-scheme: dark) {
    :root { --text: #c5cbd5; --strong: #f1f3f6; --quiet: #939cab; --page: #0d0f12; --card: #15181d;
      --line: #2a2f38 }
    }
    * { box-sizing: border-box }
    body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
    main { max-width: 1020px; margin: 0 auto; padding: 28px 16px 48px }
    h1 { margin: 0; font-size: 28px; line-height: 1.2; color: var(--strong) }
    h2 { margin: 0 0 12px; font-size: 18px; color: var(--strong) }
    h3 { margin: 20px 0 8px; font-size: 15px; color: var(--strong) }
    p { margin: 8px 0 }
    .lead { font-size: 17px; max-width: 46em }
    .quiet { color: var(--quiet) }
    section { margin-top: 20px; padding: 18px; background: var(--card);
      border: 1px solid var(--line); border-radius: 10px }
    .tiles { display: grid; gap: 10px; margin: 18px 0 0;
      grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)) }
    .tiles p { margin: 0; padding: 10px 14px; font-size: 13px; color: var(--quiet);
      background: var(--card); border: 1px solid var(--line); border-radius: 10px }
    .tiles b { display: block; font-size: 20px; font-weight: 400; color: var(--strong) }
    .pair { display: grid; gap: 16px;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)) }
    .many { display: grid; gap: 18px;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr)) }
    figure, .pair > div { margin: 0; min-width: 0 }
    figcaption, figure p { margin: 0; font-size: 13px; color: var(--quiet) }
    figcaption b { color: var(--strong) }
    svg { display: block; width: 100%; height: auto }
    .pair svg { max-width: 560px }
    .diagram svg { max-width: 520px; margin: 0 auto }
    .scroll { overflow-x: auto }
    table { border-collapse: collapse; font-size: 14px }
    th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line) }
    thead th { color: var(--quiet); font-weight: 600; white-space: nowrap }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
    .facts { margin-bottom: 16px }
    .facts th { font-weight: 400; color: var(--quiet); white-space: nowrap }
    .scroll td { overflow-wrap: normal }
    .chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 8px 0 0; padding: 0;
      list-style: none }
    .chips li { padding: 1px 10px; border: 1px solid var(--line); border-radius: 12px }
    details { margin-top: 8px }
    summary { cursor: pointer; color: var(--quiet) }
    code { font: 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace }
    @media (max-width: 480px) {
    main { padding: 20px 12px 36px }
    section { padding: 14px 12px }
    th, td { padding-right: 9px }
    }
    @media print {
    body { background: none }
    section, .tiles p { break-inside: avoid }
    }

    """
}
