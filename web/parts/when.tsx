import { dateTime, fromNow } from "../format.ts";

/** A point in time, in the reader's locale and time zone. */
export function When({ sec }: { sec: number }) {
	return (
		<time dateTime={new Date(sec * 1000).toISOString()} title={fromNow(sec)}>
			{dateTime(sec)}
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
