/// What charts look like, in light and in dark: a style sheet for files and pages alike.
///
/// Each colour is written out where it is used, for programs that show SVG and know no variables. Those of curves
/// are blue and vermilion, which everybody can tell apart (Okabe, Ito, 2008), and lighter ones of the kind in the
/// dark.
enum ChartStyle {
  static let sheet: Markup = """
    svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
    svg text { fill: #3c434f }
    svg .strong { font-weight: 600; fill: #15181d }
    svg .quiet { fill: #68707d }
    svg .small { font-size: 12px }
    svg .light { fill: #ffffff }
    svg .paper { fill: #ffffff }
    svg path { fill: none }
    svg .grid { stroke: #e4e7ec }
    svg .axis { stroke: #a4abb6 }
    svg .curve { stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
    svg .first { stroke: #0072b2 }
    svg .second { stroke: #d55e00 }
    svg .mark { stroke: #68707d; stroke-dasharray: 3 3 }
    svg .dot { stroke: #ffffff; stroke-width: 1.5 }
    svg .first-dot { fill: #0072b2 }
    svg .second-dot { fill: #d55e00 }
    svg .points { stroke: #0072b2; stroke-width: 4; stroke-linecap: round; stroke-opacity: 0.55 }
    svg .ideal { stroke: #68707d; stroke-dasharray: 4 3 }
    svg .bars { fill: #0072b2; fill-opacity: 0.8 }
    svg .link { stroke: #a9bccd; stroke-width: 0.75 }
    svg .neuron { fill: #d6e8f5; stroke: #0072b2; stroke-width: 1.5 }
    svg .pill { fill: #f1f3f6; stroke: #c6ccd5 }
    svg .cell { stroke: #e4e7ec }
    svg .empty { fill: #ffffff }
    svg .right { fill: #0072b2 }
    svg .wrong { fill: #d55e00 }
    svg .mixed { fill: #68707d }
    @media (prefers-color-scheme: dark) {
    svg text { fill: #c5cbd5 }
    svg .strong { fill: #f1f3f6 }
    svg .quiet { fill: #939cab }
    svg .light { fill: #ffffff }
    svg .paper { fill: #15181d }
    svg .grid { stroke: #2a2f38 }
    svg .axis { stroke: #5b6472 }
    svg .first { stroke: #56b4e9 }
    svg .second { stroke: #f0a030 }
    svg .mark { stroke: #939cab }
    svg .dot { stroke: #15181d }
    svg .first-dot { fill: #56b4e9 }
    svg .second-dot { fill: #f0a030 }
    svg .points { stroke: #56b4e9 }
    svg .ideal { stroke: #939cab }
    svg .bars { fill: #56b4e9 }
    svg .link { stroke: #3c4a58 }
    svg .neuron { fill: #173247; stroke: #56b4e9 }
    svg .pill { fill: #22262e; stroke: #434b57 }
    svg .cell { stroke: #2a2f38 }
    svg .empty { fill: #15181d }
    }

    """
}
