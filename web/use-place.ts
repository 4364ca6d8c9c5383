import { useCallback, useEffect, useState } from "preact/hooks";
import { isAddress } from "./format.ts";

/** What the page's address names: a token, and an address that somebody pasted. */
export interface Place {
	token?: string;
	holder?: string;
}

function here(): Place {
	const query = new URLSearchParams(location.search);
	const [token, holder] = [query.get("token"), query.get("holder")];
	return { ...(token ? { token } : {}), ...(holder && isAddress(holder) ? { holder } : {}) };
}

/** Where the page stands; kept in its address, so that it can be passed on and gone back from. */
export function usePlace(): { place: Place; go: (place: Place) => void } {
	const [place, setPlace] = useState(here);
	useEffect(() => {
		const back = (): void => setPlace(here());
		window.addEventListener("popstate", back);
		return () => window.removeEventListener("popstate", back);
	}, []);
	const go = useCallback((to: Place): void => {
		const query = new URLSearchParams({ ...to }).toString();
		history.pushState(null, "", query === "" ? location.pathname : `?${query}`);
		setPlace(to);
	}, []);
	return { place, go };
}
