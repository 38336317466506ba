/// How a page looks in a browser.
enum HTMLStyle {
  /// Colours have names, so that the dark page is the same sheet with other values. They come close to
  /// those of ``SVGStyle``.
  static let sheet = """
    :root{--paper:#fdfdfb;--text:#1f2328;--quiet:#59636e;--line:#dfe3e8;--code:#f4f5f3;--link:#0a58a6;
    --good:#1a6b3c;--bad:#b3261e;--doubt:#7d5c00;--claim:#0067a8;--correction:#a25a00;
    --keyword:#8a2f72;--type:#0b5c77;--number:#9a4a00;--string:#8b2a1d;--comment:#5d6b62;--edge:rgb(31 35 40/.2)}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#0d1117;--text:#dfe5ec;--quiet:#9aa5b1;
    --line:#2a313b;--code:#161b22;--link:#7cc0ff;--good:#5fd08a;--bad:#ff8a80;--doubt:#e3b93c;
    --claim:#58b4f0;--correction:#f0a35a;--keyword:#eb9ccd;--type:#7fd3ea;
    --number:#f2b27a;--string:#ffab91;--comment:#93a39a;--edge:rgb(170 185 200/.2)}}
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;padding:1.5rem 1.25rem 5rem;max-width:44rem;background:var(--paper);
    color:var(--text);font:1.0625rem/1.6 Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",
    Georgia,"Noto Serif",serif;overflow-wrap:break-word}
    h1,h2,h3,nav,.proof,.result .verdict,figcaption,.check,.ids,.note,.place,.program,.knobs,th,td,.skip,.claim b,.correction b,.question b,.look b
    ,summary,.copy,.slider,.reading,.up,.search,.found,footer,small,dt,.places,.start
    {font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    h1{font-size:2rem;line-height:1.2;margin:.25rem 0 1.5rem;letter-spacing:-.01em;text-wrap:balance}
    h2{font-size:1.35rem;line-height:1.3;margin:3.5rem 0 .5rem;text-wrap:balance}
    h2 .number{color:var(--quiet);text-decoration:none;font-variant-numeric:tabular-nums;
    margin-right:.35em}
    p,ul{margin:0 0 1rem}ul{padding-left:1.3rem}li{margin:.3rem 0}
    a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
    a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px;
    border-radius:2px}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
    font-size:.86em}
    :not(pre)>code{background:var(--code);padding:.1em .25em;border-radius:3px;overflow-wrap:anywhere}
    .short{white-space:nowrap}
    .program{color:var(--quiet);margin:0}.program code{background:none;padding:0}
    .knobs{color:var(--quiet);font-size:.9rem;line-height:1.9}
    .knobs code{white-space:nowrap;color:var(--text)}
    .ids{color:var(--quiet);font-size:.85rem;margin:0 0 1rem}
    .skip{position:absolute;left:-100vw;top:.5rem;background:var(--paper);padding:.5rem .75rem;
    border:1px solid var(--link);border-radius:4px}.skip:focus{left:1rem}
    nav{border-top:1px solid var(--line);border-bottom:1px solid var(--line);padding:1rem 0;
    margin:1.5rem 0;font-size:.92rem;line-height:1.45}
    nav h2{font-size:.8rem;margin:0 0 .5rem;color:var(--quiet);font-weight:600}
    nav ol{margin:0;padding-left:1.7rem}nav li{margin:.25rem 0}
    nav li::marker{color:var(--quiet);font-variant-numeric:tabular-nums}
    nav ul{list-style:none;margin:.6rem 0 0;padding-left:1.7rem}
    nav a{text-decoration:none;color:inherit}nav a:hover{text-decoration:underline}
    nav a[aria-current]{color:var(--link);font-weight:600}
    aside{border-left:3px solid;padding:.1rem 0 .1rem 1rem;margin:1.25rem 0}
    aside p{margin:.35rem 0}aside b{font-size:.88em}
    .claim{border-color:var(--claim)}.claim b{color:var(--claim)}
    .correction{border-color:var(--correction)}.correction b{color:var(--correction)}
    .question{border-color:var(--keyword)}.question b{color:var(--keyword)}
    summary{cursor:pointer;font-size:.88rem;color:var(--link);margin:.4rem 0}
    h3{font-size:1.1rem;line-height:1.35;margin:2rem 0 .4rem;text-wrap:balance}
    h3 .number{color:var(--quiet);margin-right:.35em;font-variant-numeric:tabular-nums}
    .proof{font-size:.85rem;color:var(--quiet);margin-bottom:1.25rem}
    .proof .holds{color:var(--good)}.proof .fails{color:var(--bad)}.proof .doubt{color:var(--doubt)}
    .claim .proof{margin:0}
    .result{font-weight:600}.result .verdict{font-weight:400;font-size:.85rem;color:var(--quiet);
    display:block;margin-top:.2rem}
    .deeper{border:1px solid var(--line);border-radius:6px;padding:.1rem .9rem;margin:1.25rem 0}
    .deeper summary b{font-weight:600}.further{margin:1rem 0}.further .sign{color:var(--good)}
    summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
    figure{margin:1.5rem 0}figcaption{font-size:.9rem;line-height:1.45;color:var(--quiet);
    margin-bottom:.5rem}
    .scroll,pre,.formula{overflow-x:auto}
    .scroll,.code pre,.formula{--under:var(--paper);background:
    linear-gradient(to right,var(--under) 40%,transparent) 0 0/2rem 100% local,
    linear-gradient(to left,var(--under) 40%,transparent) 100% 0/2rem 100% local,
    linear-gradient(to right,var(--edge),transparent) 0 0/.6rem 100% scroll,
    linear-gradient(to left,var(--edge),transparent) 100% 0/.6rem 100% scroll,var(--under);
    background-repeat:no-repeat}
    .code pre{--under:var(--code);border-radius:6px;padding:.8rem 1rem;margin:0;line-height:1.5;
    tab-size:2}
    .place,.note{font-size:.78rem;line-height:1.4;color:var(--quiet);margin:.35rem 0 0}
    .look{font-size:.95rem;line-height:1.5;margin:.6rem 0 0}.look b{font-size:.88em}
    .place code{background:none;padding:0}
    .copy{font:inherit;color:var(--link);background:none;border:1px solid var(--line);border-radius:4px;
    padding:.1em .5em;margin-left:.3rem;cursor:pointer}
    .slider{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem .6rem;font-size:.9rem;color:var(--quiet)}
    .slider input{flex:1 1 8rem;max-width:22rem;accent-color:var(--link)}
    .slider output{color:var(--text);min-width:4.5em;font-variant-numeric:tabular-nums}
    .reading{font-size:.82rem;line-height:1.4;color:var(--quiet);min-height:2.8em;margin:.2rem 0 0;
    font-variant-numeric:tabular-nums}
    .hair{fill:none;stroke:var(--text);stroke-width:1.2;pointer-events:none}
    .k{color:var(--keyword)}.t{color:var(--type)}.n{color:var(--number)}.s{color:var(--string)}
    .c{color:var(--comment);font-style:italic}
    .formula{margin:1.25rem 0;padding:.4rem 0;display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;
    justify-content:safe center;align-items:baseline}
    .formula pre{display:inline-block;text-align:left;margin:0;font-size:1em}
    math{font-size:1.1em;font-family:"STIX Two Math","Cambria Math","Latin Modern Math",
    "Libertinus Math","DejaVu Math TeX Gyre","Noto Sans Math",math,serif}
    math[display=block]{margin:0}
    .lines mtd,.cases mtd{text-align:left;padding:.25em 0}
    .lines mtd:nth-child(odd){text-align:right;text-align:-webkit-right}
    .lines mtd:nth-child(odd):not(:first-child),
    .cases mtd:not(:first-child){padding-left:1em}
    .brackets{padding:.1em .3em;border:solid;border-width:0 .08em;
    background:linear-gradient(currentColor,currentColor) 0 0/.35em .08em no-repeat,
    linear-gradient(currentColor,currentColor) 100% 0/.35em .08em no-repeat,
    linear-gradient(currentColor,currentColor) 0 100%/.35em .08em no-repeat,
    linear-gradient(currentColor,currentColor) 100% 100%/.35em .08em no-repeat}
    table{border-collapse:collapse;font-size:.88rem;line-height:1.4;font-variant-numeric:tabular-nums}
    th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;
    border-bottom:1px solid var(--line)}
    th{font-weight:600;vertical-align:bottom;border-bottom-color:var(--quiet)}
    th:not(:last-child),td:not(:last-child){padding-right:1.25rem}
    tr:has(+.more) td{border-bottom-color:transparent}
    td.long{min-width:11rem}
    .number{text-align:right}td.number{white-space:nowrap}
    .figure{display:block;width:100%;min-width:33rem;height:auto}
    .figure .bg{display:none}
    .narrow{display:none}.narrow .figure{min-width:0}
    @media(max-width:36rem){.narrow{display:block}.scroll:has(+.narrow){display:none}
    .summary thead,.words thead{display:none}
    .words table,.words tbody,.words tr,.words td{display:block}
    .words tr{padding:.7rem 0;border-bottom:1px solid var(--line)}
    .words td,.words td:not(:last-child){border:0;padding:.15rem 0;min-width:0;text-align:left}
    .words td:first-child{font-weight:600}.words td:empty{display:none}
    .words td:not(:first-child)::before{content:attr(data-label);display:block;font-size:.75rem;
    color:var(--quiet)}
    .drawing img{min-width:34rem}
    .summary table,.summary tbody{display:block}
    .summary tr{display:grid;grid-template-columns:1.75rem 2.5rem 1fr auto;padding:.3rem 0;
    border-bottom:1px solid var(--line)}
    .summary td,.summary td:not(:last-child){border:0;padding:0;min-width:0;text-align:left;
    white-space:normal}
    .summary td:nth-child(3){grid-column:3/span 2}.summary td:nth-child(4){grid-column:3}
    .summary td:nth-child(n+4){color:var(--quiet)}}
    .check{font-size:.9rem;line-height:1.45;margin:.35rem 0;padding-left:1.4rem;position:relative}
    .check .sign{position:absolute;left:0}.check .statement{padding-right:.35em}
    .check .verdict{color:var(--quiet);display:inline-block;font-variant-numeric:tabular-nums}
    .check:has(+:not(.check)){margin-bottom:1.25rem}
    .holds .sign{color:var(--good)}.fails .sign,.end.fails{color:var(--bad)}.fails .verdict{color:var(--bad)}
    .finding .sign{color:var(--claim)}.doubt .sign{color:var(--doubt)}
    .mistake{color:var(--correction)}
    .live label{display:flex;flex-wrap:wrap;gap:0 .6em;margin:.2rem 0}.live input{flex:1 1 10rem}
    .live output{min-width:4em}.live [type=text]{flex:1 1 100%;max-width:none;font:inherit;padding:.2em .4em;
    color:var(--text);background:var(--paper);border:1px solid var(--line);border-radius:.3em}
    .live button{font:inherit;padding:.15em .5em;margin:.1em .25em .1em 0;color:var(--text);cursor:pointer;
    background:var(--code);border:1px solid var(--line);border-radius:.3em}.live .word{border-color:transparent}
    .live button:hover,.live button:focus-visible{border-color:var(--link)}.live .run,.live .offers{margin:.4rem 0}
    .bar{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1.5rem;
    margin-bottom:1.75rem}
    .up{margin:0;font-size:.9rem}.up a{text-decoration:none}.up a:hover{text-decoration:underline}
    .search{flex:1 1 14rem;max-width:22rem}
    .search input{font:inherit;font-size:.95rem;width:100%;padding:.4rem .7rem;color:var(--text);
    background:var(--code);border:1px solid var(--line);border-radius:6px}
    .search input:focus-visible{outline:2px solid var(--link);outline-offset:1px}
    .found{border:1px solid var(--line);border-radius:8px;margin:-1rem 0 1.75rem;padding:.4rem 1rem;
    box-shadow:0 .5rem 1.5rem var(--edge);font-size:.92rem;line-height:1.45}
    .found ol{list-style:none;margin:0;padding:0}.found li{padding:.5rem 0;margin:0;
    border-bottom:1px solid var(--line)}.found li:last-child{border:0}
    .found p{margin:.1rem 0 0;color:var(--quiet);font-size:.88rem}.found p.note{margin:.4rem 0}
    .found mark{background:none;color:var(--text);font-weight:600}
    .found a{text-decoration:none}.found a:hover{text-decoration:underline}
    small{color:var(--quiet);font-size:.85em}
    .term{color:inherit;text-decoration:underline dotted var(--quiet)}.term:hover{color:var(--link)}
    footer{margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem}
    .ways{display:flex;flex-wrap:wrap;gap:.75rem}
    .ways a{flex:1 1 14rem;border:1px solid var(--line);border-radius:8px;padding:.6rem .9rem;
    text-decoration:none;line-height:1.35}.ways a:hover{border-color:var(--link)}
    .ways span{display:block;font-size:.8rem;color:var(--quiet)}.ways .next{text-align:right}
    .start{margin:1.75rem 0}.start a{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline;
    border:1px solid var(--link);border-radius:8px;padding:.8rem 1.1rem;text-decoration:none}
    .start a:hover span{text-decoration:underline}
    .cover{max-width:44rem;border-bottom:1px solid var(--line);padding-bottom:1rem}
    .chapters{list-style:none;margin:0;padding:0;counter-reset:chapter}
    .chapters>li{border:1px solid var(--line);border-radius:8px;padding:.9rem 1.2rem .6rem;margin:1rem 0;
    counter-increment:chapter}
    .chapters h3{margin:0 0 .4rem}.chapters h3::before{content:counter(chapter);color:var(--quiet);
    margin-right:.6em;font-variant-numeric:tabular-nums}
    .chapters h3 a{text-decoration:none}.chapters h3 a:hover{text-decoration:underline}
    .chapters p{margin:0 0 .4rem}.chapters details ol{margin:.3rem 0;padding-left:1.9rem;font-size:.95rem}
    .others li{margin:.5rem 0}
    dl{margin:.5rem 0 1rem}dt{font-weight:600;margin-top:1rem;scroll-margin-top:1rem}
    dd{margin:.1rem 0 0}.places{font-size:.85rem;color:var(--quiet);white-space:nowrap}
    dt:target,section:target>h2{background:linear-gradient(var(--code),var(--code));
    box-shadow:0 0 0 .35rem var(--code);border-radius:2px}
    .drawing img{display:block;width:100%;min-width:40rem;height:auto}
    .end{font-weight:600}.end.holds{color:var(--good)}
    @media(min-width:70rem){body{max-width:80rem;display:grid;
    grid-template-columns:15rem minmax(0,1fr);column-gap:4rem;align-items:start}
    header,main,footer{grid-column:2}header,section>*,footer{max-width:44rem}section>.words{max-width:none}
    section>.code{width:fit-content;min-width:min(44rem,100%);max-width:100%}
    nav{grid-column:1;grid-row:1/span 2;position:sticky;top:1.5rem;border:0;margin:0;padding:.5rem 0;
    max-height:calc(100vh - 3rem);overflow-y:auto}
    header{grid-row:1}main{grid-row:2}footer{grid-row:3}}
    @media print{:root{--paper:#fff;--text:#000;--quiet:#444;--line:#bbb;--code:#f6f6f6}
    body{display:block;max-width:none;padding:0;font-size:10.5pt}nav,.skip,.bar,.found,footer{display:none}
    .scroll,pre,.formula{overflow:visible;white-space:pre-wrap}.scroll{white-space:normal}
    .scroll,.formula{background:none}.code pre{background:var(--code)}
    .plot,aside,.check,.formula,tr{break-inside:avoid}h2,figcaption{break-after:avoid}
    p,pre{orphans:3;widows:3}.figure{min-width:0}a{color:inherit;text-decoration:none}
    .copy,.slider,.reading{display:none}
    header,section>*,section>.code{max-width:none;width:auto}
    details::details-content{content-visibility:visible;display:block;block-size:auto;opacity:1}}

    """
}
