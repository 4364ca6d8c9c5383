import { brief as briefly, dateTime, fromNow, timeZone } from "../format.ts";

/** A point in time, in the reader's locale and time zone; briefly in a table, which then says `Times`. */
export function When({ sec, brief = false }: { sec: number; brief?: boolean }) {
	return (
		<time dateTime={new Date(sec * 1000).toISOString()} title={`${dateTime(sec)}, ${fromNow(sec)}`}>
			{brief ? briefly(sec) : dateTime(sec)}
		</time>
	);
}

/** How far away a point in time is; when exactly, on hover. */
export function FromNow({ sec }: { sec: number }) {
	return (
		<time dateTime={new Date(sec * 1000).toISOString()} title={dateTime(sec)}>
			{fromNow(sec)}
		</time>
	);
}

/** Marks what is read before its block can't be undone any more. */
export const NotFinal = () => <p class="aside newest">As of the newest block, which is not final yet.</p>;

/** The time zone of a table's brief times. */
export const Times = () => <p class="aside zone">Times: {timeZone()}</p>;
