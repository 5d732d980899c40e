// Calls to the daemon. All are same-origin; the session is an HttpOnly cookie that this code cannot read.

/** What the daemon answered instead of what was asked: `status` 0 means that it did not answer at all. */
export class Refusal extends Error {
    constructor(status, problem) {
        super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
        this.status = status;
        this.problem = problem;
    }
}

async function call(method, path, body) {
    const options = { method, headers: { accept: "application/json" }, cache: "no-store" };
    if (method !== "GET") options.headers["content-type"] = "application/json";
    if (body !== undefined) options.body = JSON.stringify(body);
    let response;
    try {
        response = await fetch(path, options);
    } catch {
        throw new Refusal(0, null);
    }
    const isJSON = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    let value = null;
    try {
        if (isJSON) value = await response.json();
    } catch {
        throw new Refusal(0, null);
    }
    if (!response.ok) throw new Refusal(response.status, value);
    return value;
}

/** A picture as a data: address, which the page's policy allows, with its age in milliseconds. */
async function picture(path) {
    let response;
    try {
        response = await fetch(path, { cache: "no-store" });
    } catch {
        throw new Refusal(0, null);
    }
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
    const age = Number(response.headers.get("lianbo-picture-age-milliseconds") ?? 0);
    try {
        const reader = new FileReader();
        const read = new Promise((done, failed) => {
            reader.addEventListener("load", () => done(reader.result));
            reader.addEventListener("error", () => failed(reader.error));
        });
        reader.readAsDataURL(await response.blob());
        return { address: await read, age };
    } catch {
        throw new Refusal(0, null);
    }
}

const part = encodeURIComponent;

export const wire = {
    session: () => call("GET", "/v1/session"),
    signIn: (token) => call("POST", "/v1/session", { token }),
    signOut: () => call("DELETE", "/v1/session"),
    broadcasts: () => call("GET", "/v1/broadcasts"),
    eventsPath: (id) => `/v1/broadcasts/${part(id)}/events`,
    broadcast: (id, verb, revision, anyway) => call("POST", `/v1/broadcasts/${part(id)}/${verb}`, anyway ? { revision, anyway } : { revision }),
    rehearse: (id) => call("POST", `/v1/broadcasts/${part(id)}/rehearse`),
    air: (id, verb) => call("POST", `/v1/broadcasts/${part(id)}/${verb}`),
    rundown: (id, verb, revision) => call("POST", `/v1/broadcasts/${part(id)}/rundown/${verb}`, { revision }),
    shift: (id, milliseconds, revision) => call("POST", `/v1/broadcasts/${part(id)}/rundown/shift`, { milliseconds, revision }),
    cue: (id, cue, verb, revision) => call("POST", `/v1/broadcasts/${part(id)}/cues/${part(cue)}/${verb}`, { revision }),
    say: (id, text) => call("PUT", `/v1/broadcasts/${part(id)}/stage-message`, { text }),
    clearStage: (id) => call("DELETE", `/v1/broadcasts/${part(id)}/stage-message`),
    stageLinks: (id) => call("GET", `/v1/broadcasts/${part(id)}/stage-links`),
    makeStageLink: (id, wish) => call("POST", `/v1/broadcasts/${part(id)}/stage-links`, wish),
    revokeStageLink: (id, link) => call("DELETE", `/v1/broadcasts/${part(id)}/stage-links/${part(link)}`),
    asRun: (id) => call("GET", `/v1/broadcasts/${part(id)}/as-run`),
    timelinePath: (id, language) => `/v1/broadcasts/${part(id)}/timeline.svg?lang=${language}`,
    guest: (id, person, word) => call("POST", `/v1/broadcasts/${part(id)}/guests/${part(person)}/${word}`),
    guestLink: (id, person, body) => call("PUT", `/v1/broadcasts/${part(id)}/guests/${part(person)}/link`, body),
    revokeGuestLink: (id, person) => call("DELETE", `/v1/broadcasts/${part(id)}/guests/${part(person)}/link`),
    preview: (feed) => picture(`/v1/feeds/${part(feed)}/preview`),
    status: () => call("GET", "/v1/status"),
    destination: (id, account, verb) => call("POST", `/v1/broadcasts/${part(id)}/destinations/${part(account)}/${verb}`),
};
