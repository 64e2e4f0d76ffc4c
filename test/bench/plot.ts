export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

const WIDTH = 420;
const HEIGHT = 340;
const MARGIN = { left: 56, right: 16, top: 32, bottom: 44 };
const LEGEND_LINE = 18;
const COLOURS = ['#1b6ca8', '#7fb2d6', '#2a9d5c', '#8ccfa7', '#d1495b', '#edae49', '#8d5fa8', '#6b6b6b', '#111111'];

/** Panels side by side, both axes logarithmic, one legend for all. SVG on white, so that it can be read on any ground. */
export function plot(title: string, panels: readonly Panel[]): string {
  const names = panels[0]?.series.map(({ name }) => name) ?? [];
  const height = HEIGHT + Math.ceil(names.length / 3) * LEGEND_LINE + 12;
  const width = WIDTH * panels.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">${panelOf(panel)}</g>`).join('\n')}
${names.map((name, index) => legendOf(name, index, width)).join('\n')}
</svg>
`;
}

function legendOf(name: string, index: number, width: number): string {
  const x = MARGIN.left + ((index % 3) * (width - MARGIN.left)) / 3;
  const y = HEIGHT + Math.floor(index / 3) * LEGEND_LINE + 8;
  return `<rect x="${x}" y="${y - 8}" width="10" height="10" fill="${colourOf(index)}"/><text x="${x + 16}" y="${y + 1}">${name}</text>`;
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '#000';
}

function panelOf({ title, unit, series }: Panel): string {
  const points = series.flatMap((one) => one.points);
  const x = axis(
    points.map(([value]) => value),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = axis(
    points.map(([, value]) => value),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const [left, right, bottom] = [MARGIN.left, WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const columns = x.ticks.map(
    (tick) =>
      `<line x1="${x.at(tick)}" y1="${MARGIN.top}" x2="${x.at(tick)}" y2="${bottom}" stroke="#e4e4e4"/>` +
      `<text x="${x.at(tick)}" y="${bottom + 16}" text-anchor="middle">${tick.toLocaleString('en', { notation: 'compact' })}</text>`,
  );
  const rows = y.ticks.map(
    (tick) =>
      `<line x1="${left}" y1="${y.at(tick)}" x2="${right}" y2="${y.at(tick)}" stroke="#e4e4e4"/>` +
      `<text x="${left - 6}" y="${y.at(tick) + 4}" text-anchor="end">${tick.toLocaleString('en', { notation: 'compact' })}</text>`,
  );
  const lines = series.map(({ points: of }, index) => {
    const path = of.map(([a, b]) => `${x.at(a)},${y.at(b)}`).join(' ');
    const dots = of
      .map(([a, b]) => `<circle cx="${x.at(a)}" cy="${y.at(b)}" r="3" fill="${colourOf(index)}"/>`)
      .join('');
    return `<polyline points="${path}" fill="none" stroke="${colourOf(index)}" stroke-width="2"/>${dots}`;
  });
  return [
    `<text x="${left}" y="18" font-weight="bold">${title}${unit === '' ? '' : `, ${unit}`}</text>`,
    ...columns,
    ...rows,
    ...lines,
    `<text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">tasks listed</text>`,
  ].join('\n');
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** From the power of ten below the least value to the one above the largest. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at(value) {
      const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
      return Math.round((from + (to - from) * share) * 10) / 10;
    },
  };
}
