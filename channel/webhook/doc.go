// Package webhook posts texts to the incoming webhook of a chat, as Slack, Mattermost,
// Rocket.Chat, Google Chat and Discord's /slack addresses take them: JSON with one text.
//
// Nobody answers for a key: what got no answer, or a 5xx, is unknown. The address is a
// secret, since who has it may write into the chat; no error holds it.
package webhook
