// What is asked of the server about a visit, and told it. Answers are values with words in them; nothing is thrown.

// What the server offers for it; null when it could not be asked.
export async function offerFrom(address) {
  try {
    const answer = await fetch(address, {headers: {Accept: "application/json"}});
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// {done: true, …} or {done: false, message}; `lost` are the words for when nobody answers.
export async function send(address, body, lost) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  try {
    const headers = {"X-CSRFToken": token, Accept: "application/json"};
    const answer = await fetch(address, {method: "POST", body: new URLSearchParams(body), headers});
    const said = await answer.json();
    return answer.ok ? {done: true, ...said} : {done: false, message: said.message ?? lost};
  } catch {
    return {done: false, message: lost};
  }
}
