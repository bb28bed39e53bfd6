// How times, durations and numbers are written.
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Milliseconds of an ISO-8601 duration; null stays null. */
export function millis(iso) {
  const match = /^P(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(iso ?? '');
  if (!match) return null;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return (((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds) * 1000;
}

export function duration(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "12 s ago", "in 3 h". */
export function relative(iso, now) {
  const ms = new Date(iso).getTime() - now;
  const size = Math.abs(ms);
  const text = size < 1500 ? 'now'
    : size < 60_000 ? `${Math.round(size / 1000)} s`
    : size < 3_600_000 ? `${Math.round(size / 60_000)} min`
    : size < 172_800_000 ? `${Math.round(size / 3_600_000)} h`
    : `${Math.round(size / 86_400_000)} d`;
  if (text === 'now') return text;
  return ms < 0 ? `${text} ago` : `in ${text}`;
}

export function instant(iso) {
  return iso ? new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }) + ' local time' : '';
}

export function clock(iso) {
  return iso ? new Date(iso).toLocaleTimeString('en-GB') : '';
}

/** Four significant digits, never an exponent for ordinary sizes. */
export function metric(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return number.format(value);
  const size = Math.abs(value);
  if (size >= 1e6 || (size < 1e-3 && size > 0)) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

export function bytes(size) {
  if (size === null || size === undefined) return '';
  if (size < 1000) return `${size} B`;
  if (size < 1e6) return `${(size / 1e3).toFixed(1)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(1)} GB`;
}

export function count(n, one, many = one + 's') {
  return `${number.format(n)} ${n === 1 ? one : many}`;
}

export const shortId = (id) => (id.length > 14 ? '…' + id.slice(-8) : id);
