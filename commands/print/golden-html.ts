import type { Summary } from '../../pipelines/golden/evaluate.ts'
import { comparisonText } from './golden-comparison.ts'
import { causeText, FIGURES, type GoldenReport, percentText, queryText, refusalText } from './golden-report.ts'

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1d2733}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.25rem .75rem;border-bottom:1px solid #d8dee6;text-align:left;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.no{color:#a4262c}.yes{color:#107c41}small{color:#5b6b7c}svg{display:block;margin:.5rem 0 1.5rem}`

const safe = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** Bars with whiskers: a figure and its 95 % interval per class. */
function bars(classes: readonly (Summary & { name: string })[]): string {
  const rows = classes.filter((kind) => kind.answerable > 0)
  const x = (value: number): number => 110 + value * 480
  const body = rows.map(({ name, answerable, figures: { f1 } }, index) => {
    const y = 14 + index * 28
    return `<text x="0" y="${y + 5}">${name} (${answerable})</text><rect x="${x(0)}" y="${y - 8}" width="${(f1.value * 480).toFixed(1)}" height="16" fill="#7aa7d9"/><line x1="${x(f1.low).toFixed(1)}" x2="${x(f1.high).toFixed(1)}" y1="${y}" y2="${y}" stroke="#1d2733" stroke-width="2"/><text x="${x(1) + 8}" y="${y + 5}">${f1.value.toFixed(3)}</text>`
  })
  return `<svg role="img" width="680" height="${rows.length * 28 + 8}" font-size="13">${body.join('')}</svg>`
}

/** How many queries have which score, in ten steps. */
function histogram(scores: readonly number[]): string {
  const counts = Array.from({ length: 11 }, (_, step) => scores.filter((score) => Math.round(score * 10) === step).length)
  const highest = Math.max(1, ...counts)
  const body = counts.map((count, step) => {
    const height = (count / highest) * 120
    return `<rect x="${step * 52 + 6}" y="${(140 - height).toFixed(1)}" width="40" height="${height.toFixed(1)}" fill="#7aa7d9"/><text x="${step * 52 + 26}" y="${(134 - height).toFixed(1)}" text-anchor="middle">${count}</text><text x="${step * 52 + 26}" y="156" text-anchor="middle">${(step / 10).toFixed(1)}</text>`
  })
  return `<svg role="img" width="580" height="162" font-size="12">${body.join('')}</svg>`
}

/** Latency of every query, sorted: the shape shows the tail that a percentile hides. */
function latency(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b)
  const highest = Math.max(0.001, sorted.at(-1) ?? 0)
  const points = sorted.map(
    (ms, index) => `${(50 + (index / Math.max(1, sorted.length - 1)) * 500).toFixed(1)},${(130 - (ms / highest) * 115).toFixed(1)}`,
  )
  return `<svg role="img" width="580" height="150" font-size="12"><text x="0" y="20">${highest.toFixed(1)} ms</text><text x="0" y="134">0</text><polyline points="${points.join(' ')}" fill="none" stroke="#2f6fb3" stroke-width="2"/></svg>`
}

/** The report as one self-contained page with plots; no script, nothing loaded from elsewhere. */
export function goldenHtml({ evaluation, refusals, comparison, lang }: GoldenReport): string {
  const ru = lang === 'ru'
  const { files, all, worst } = evaluation
  const title = ru ? 'Качество поиска' : 'Search quality'
  const results = files.flatMap((file) => file.results)
  const head = files.length > 1 ? [...files, { ...all, name: ru ? 'всё вместе' : 'all together' }] : files
  const figureRows = FIGURES.map(
    (name) =>
      `<tr><td>${name}</td>${head.map((of) => `<td class="n">${of.figures[name].value.toFixed(4)} <small>[${of.figures[name].low.toFixed(3)} … ${of.figures[name].high.toFixed(3)}]</small></td>`).join('')}</tr>`,
  )
  const verdict =
    refusals.length === 0
      ? `<p class="yes">${ru ? 'Порог пройден.' : 'The gate is passed.'}</p>`
      : `<ul class="no">${refusals.map((refusal) => `<li>${safe(refusalText(refusal, lang))}</li>`).join('')}</ul>`
  const worstRows = worst.map(
    (result) =>
      `<tr><td class="n">${result.score.toFixed(2)}</td><td>${safe(result.id)}<br><small>${result.class}</small></td><td>${safe(queryText(result.q))}</td><td>${result.causes.map((cause) => safe(causeText(cause, lang))).join('<br>')}</td></tr>`,
  )
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>${verdict}
<table><tr><th></th>${head.map((of) => `<th>${safe(of.name)}<br><small>${of.queries}</small></th>`).join('')}</tr>${figureRows.join('')}<tr><td>p50 / p95, ms</td>${head.map((of) => `<td class="n">${of.p50Ms.toFixed(2)} / ${of.p95Ms.toFixed(2)}</td>`).join('')}</tr><tr><td>${ru ? 'оценено показанного' : 'shown and judged'}</td>${head.map((of) => `<td class="n">${percentText(of.judged)}</td>`).join('')}</tr></table>
<h2>${ru ? 'f1 по классам' : 'f1 by class'}</h2>${bars(all.classes)}<h2>${ru ? 'Распределение оценок' : 'Scores'}</h2>${histogram(results.map((result) => result.score))}<h2>${ru ? 'Время ответа' : 'Latency'}</h2>${latency(results.map((result) => result.ms))}
${comparison ? `<h2>${ru ? 'Против принятого прогона' : 'Against the accepted run'}</h2><pre>${safe(comparisonText(comparison, lang, 50).join('\n'))}</pre>` : ''}<h2>${ru ? 'Худшие вопросы' : 'Worst queries'} (${worst.length})</h2><table>${worstRows.join('')}</table></body></html>`
}
