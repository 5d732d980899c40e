// The few words with which this page speaks to the document. Text from outside enters only as text nodes.

export const $ = (id) => document.getElementById(id);

/** Makes an element with a class and children; strings become text. */
export function el(tag, className, ...children) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** Writes only what changed, so that a thousand tiles a second cost what changed and no more. */
export function setText(node, text) {
    const only = node.firstChild;
    if (only && only === node.lastChild && only.nodeType === Node.TEXT_NODE) {
        if (only.nodeValue !== text) only.nodeValue = text;
    } else if (only || text !== "") {
        node.textContent = text;
    }
}

/** Sets an attribute, or removes it for null. */
export function setAttribute(node, name, value) {
    if (value === null || value === undefined) {
        if (node.hasAttribute(name)) node.removeAttribute(name);
    } else if (node.getAttribute(name) !== String(value)) {
        node.setAttribute(name, value);
    }
}

export function show(node, shown) {
    if (node.hidden === shown) node.hidden = !shown;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing from the symbols at the top of the page; decoration, always with a word beside it. */
export function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(SVG, "use"));
    setIcon(svg, name);
    return svg;
}

export function setIcon(svg, name) {
    setAttribute(svg.firstElementChild, "href", `#i-${name}`);
}

/**
 * Puts `wanted` into `parent` in that order with as few moves as a change of one or two places needs: nodes that
 * stand right are not touched, so focus and scroll stay where they are.
 */
export function place(parent, wanted) {
    let cursor = parent.firstElementChild;
    const keep = new Set(wanted);
    for (const node of wanted) {
        while (cursor && !keep.has(cursor)) {
            const gone = cursor;
            cursor = cursor.nextElementSibling;
            gone.remove();
        }
        if (cursor === node) {
            cursor = cursor.nextElementSibling;
        } else if (cursor && cursor.nextElementSibling === node) {
            // The one in front has gone further back: it will be inserted again at its place.
            const late = cursor;
            cursor = node.nextElementSibling;
            late.remove();
        } else {
            parent.insertBefore(node, cursor);
        }
    }
    while (cursor) {
        const gone = cursor;
        cursor = cursor.nextElementSibling;
        gone.remove();
    }
}
