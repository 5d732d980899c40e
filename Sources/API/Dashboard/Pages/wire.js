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
    status: () => call("GET", "/v1/status"),
    destination: (id, account, verb) => call("POST", `/v1/broadcasts/${part(id)}/destinations/${part(account)}/${verb}`),
};
