"""Style sheet of the report: light, dark, narrow and printed."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--page:#f4f6f8;--card:#ffffff;--ink:#1c2128;--muted:#57606a;
--rule:#dfe3e8;--accent:#0060a0;--mark:#fdeee0;--markline:#d55e00;--trouble:#a33b00;--blue:#0072b2;
--green:#009e73;--edge:#7f8893}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#181d24;--ink:#e4e8ed;
--muted:#a0a9b4;--rule:#343c46;--accent:#6fbcf0;--mark:#3a2a1c;--markline:#e69f00;
--trouble:#ff9c66;--blue:#1d84c8;--green:#1fbf92;--edge:#707b88}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif}
header,main{max-width:72rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
.kicker{margin:0;color:var(--muted);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase}
h1{margin:.1rem 0 .2rem;font-size:1.9rem;line-height:1.2;overflow-wrap:anywhere}
h2{margin:0 0 .8rem;font-size:1.3rem}
h3{margin:1.6rem 0 .6rem;font-size:1.05rem}
p,ul{margin:.6rem 0;max-width:46rem}
li{margin:.25rem 0}
ul{padding-left:1.2rem}
.lesser{color:var(--muted);font-size:.9rem;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin-top:1rem;font-size:.92rem}
nav a{padding:.1rem 0}
a{color:var(--accent);text-underline-offset:.15em}
section{margin:1.5rem 0;padding:1.4rem 1.5rem;background:var(--card);border:1px solid var(--rule);
border-radius:.6rem}
.lead{font-size:1.35rem;max-width:none;line-height:1.35;font-weight:600;margin-top:0}
.trouble{color:var(--trouble)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem;
margin:1rem 0}
.tiles div{border:1px solid var(--rule);border-radius:.5rem;padding:.6rem .8rem}
dt{color:var(--muted);font-size:.82rem}
dd{margin:0;font-size:1.1rem;font-weight:600;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(29rem,100%),1fr));
gap:1.2rem}
.figures.one{max-width:44rem}
.figures+.figures{margin-top:1.4rem}
#search .figures.one{max-width:36rem}
figure{margin:0}
figure svg{display:block;width:100%;height:auto;color:var(--ink)}
.scroll{overflow-x:auto;margin:1.2rem 0;max-width:100%}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding-bottom:.4rem}
th,td{padding:.32rem .7rem;border-bottom:1px solid var(--rule);vertical-align:top}
th:first-child{padding-left:.4rem}
thead th{color:var(--muted);font-weight:600;font-size:.82rem;vertical-align:bottom;
border-bottom:1.5px solid var(--muted)}
tbody th{font-weight:500}
.words{text-align:left}
.number{text-align:right}
td.number,tbody th{white-space:nowrap}
thead th.number{min-width:5.2rem}
.chosen th,.chosen td{background:var(--mark);font-weight:650}
.chosen th{box-shadow:inset .25rem 0 0 var(--markline)}
code{font-size:.85em}
@media (max-width:40rem){header,main{padding:0 .7rem}header{padding-top:1.2rem}
section{padding:1rem .9rem}h1{font-size:1.5rem}.lead{font-size:1.15rem}
.tiles{grid-template-columns:repeat(2,1fr)}dd{font-size:1.02rem}}
@media print{:root{--page:#fff;--card:#fff;--ink:#000;--muted:#444;--rule:#bbb;--mark:#f3f3f3;
--markline:#d55e00;--trouble:#000;--accent:#000;--blue:#0072b2;--green:#009e73;--edge:#888;
color-scheme:light}
@page{margin:14mm}
body{font-size:10pt}header,main{max-width:none;padding:0}nav{display:none}
section{border:0;padding:0;margin:0 0 7mm}
figure,tr,caption,.tiles div{break-inside:avoid}h2,h3,caption{break-after:avoid}
thead{display:table-header-group;break-after:avoid}
.tiles{grid-template-columns:repeat(4,1fr)}dd{font-size:10pt}.scroll{overflow:visible}
table,thead th{font-size:7.5pt}th,td{padding:.15rem .35rem}
td.number{white-space:normal}thead th.number{min-width:0}
.figures{grid-template-columns:1fr 1fr;gap:5mm}
.figures.one{grid-template-columns:1fr;max-width:130mm}
.chosen th,.chosen td,figure svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
""".strip()
