import { render } from "preact";
import { App } from "./app.tsx";
import "./styles/page.css";

const root = document.getElementById("page");
if (root) {
	root.replaceChildren();
	render(<App />, root);
}
