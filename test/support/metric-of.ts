/** The metrics of the hub at this address, by name and labels as they are written. */
export async function metricsOf(httpUrl: string): Promise<Map<string, number>> {
  const text = await (await fetch(new URL('/metrics', httpUrl))).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const behindName = line.lastIndexOf(' ');
      return [line.slice(0, behindName), Number(line.slice(behindName + 1))];
    }),
  );
}

/** One of them; NaN where there is none of that name and labels. */
export async function metricOf(httpUrl: string, name: string): Promise<number> {
  return (await metricsOf(httpUrl)).get(name) ?? Number.NaN;
}
