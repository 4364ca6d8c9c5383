const SIZE = 200;
const STEPS = 360;
/** Lines of a ring, each a little turned against the one before. */
const LINES = 9;

const sizes = [
	{ radius: 80, swing: 16, petals: 14, more: 10 },
	{ radius: 52, swing: 14, petals: 8, more: 7 },
	{ radius: 27, swing: 11, petals: 5, more: 4 },
];

/** A guilloche as on a banknote, drawn from the token's address: the same for the same contract, and for no other. */
export function Rosette({ address }: { address: string }) {
	const byte = (at: number): number => Number.parseInt(address.slice(2 + 2 * at, 4 + 2 * at), 16) || 0;
	const rings = sizes.map(({ radius, swing, petals, more }, ring) => ({
		radius,
		swing: swing * (0.75 + byte(4 * ring) / 1020),
		petals: petals + (byte(4 * ring + 1) % more),
		second: 2 + (byte(4 * ring + 2) % 3),
		turn: (byte(4 * ring + 3) / 255) * Math.PI,
	}));
	return (
		<svg class="rosette" viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
			{rings.map((ring) => (
				<path key={ring.radius} d={Array.from({ length: LINES }, (_, line) => curve(ring, line)).join("")} />
			))}
		</svg>
	);
}

interface Ring {
	radius: number;
	swing: number;
	petals: number;
	second: number;
	turn: number;
}
function curve({ radius, swing, petals, second, turn }: Ring, line: number): string {
	const shift = (line / LINES) * 2 * Math.PI;
	const points = Array.from({ length: STEPS }, (_, step) => {
		const angle = (step / STEPS) * 2 * Math.PI;
		const wave = Math.cos(petals * angle + shift) * (0.72 + 0.28 * Math.cos(second * petals * angle + turn));
		const r = radius + swing * wave;
		return `${(SIZE / 2 + r * Math.cos(angle)).toFixed(1)} ${(SIZE / 2 + r * Math.sin(angle)).toFixed(1)}`;
	});
	return `M${points.join("L")}Z`;
}
