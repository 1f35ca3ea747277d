package regulars

// Message is one rendered message to one recipient on one channel. It lives
// inside one activity and is never handed to Temporal.
type Message struct {
	DeliveryID string // deterministic: brand, campaign, business date, member
	RetryKey   string // UUID, the same for every try of this delivery on this channel
	To         string // address on the channel: mail address, E.164 phone, LINE user id
	Name       string
	Subject    string
	Text       string
	JSON       bool // Text is a rich message: of LINE, a Flex message's JSON
	HTML       string

	UnsubscribeURL  string // https; one-click (RFC 8058)
	UnsubscribeMail string // mailto:

	Again bool // an earlier try under the same RetryKey may have been accepted
}

// Outcome is what became of one message.
type Outcome string

// The outcomes of a try. Unknown means that the provider may have accepted the
// message but no answer came: it is never retried without an idempotency key.
const (
	OutcomeSent    Outcome = "sent"
	OutcomeFailed  Outcome = "failed"
	OutcomeUnknown Outcome = "unknown"
)
