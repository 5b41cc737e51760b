// Sends one of each call with Segment's library: node node_client.mjs ADDRESS WRITE_KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const errors = [];
const analytics = new Analytics({ host, writeKey, maxRetries: 1 });
analytics.on("error", (error) => errors.push(String(error.reason ?? error.code)));

const userId = "user-123";
analytics.identify({ userId, traits: { email: "user@example.com" } });
analytics.track({ userId, event: "Audience Entered", properties: { browse_abandoners: true } });
analytics.page({ userId, name: "Home" });
analytics.screen({ userId, name: "Start" });
analytics.group({ userId, groupId: "group-1", traits: { plan: "free" } });
analytics.alias({ userId, previousId: "anon-test-1" });
await analytics.closeAndFlush();
console.log(JSON.stringify({ errors }));
