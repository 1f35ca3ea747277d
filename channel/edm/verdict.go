package edm

import (
	"errors"
	"fmt"
	"net/textproto"
	"strconv"
	"strings"

	"regulars"
	"regulars/channel"
)

// verdict is what an answer of the server means.
type verdict struct {
	result         channel.Result
	err            error // concerns the account or the server
	forNow         bool  // this recipient was refused for now (4xx) and may be tried again
	lost           bool  // the connection broke or was closed before any content was accepted
	connectionGood bool
}

// judge tells accepted, surely not accepted and unknown apart. The content's
// first byte is the border: before it nothing can have been accepted; after it
// only an answer of the server tells.
func judge(f *failure) verdict {
	switch {
	case f == nil:
		return verdict{result: channel.Result{Outcome: regulars.OutcomeSent}, connectionGood: true}
	case f.code != 0:
		return refused(f)
	case f.at == stepContent:
		return unknown()
	}
	return broken(f.at)
}

func unknown() verdict {
	return verdict{result: channel.Result{
		Outcome: regulars.OutcomeUnknown,
		Reason:  "the connection broke after the content was sent and before the server answered",
	}}
}

func broken(at step) verdict {
	return verdict{lost: true, err: &channel.Error{
		Op:        "smtp connection",
		Retryable: true,
		Err:       fmt.Errorf("the server closed the connection, or didn't answer, at %s", at),
		Hint:      "the server may limit connections: lower connections or per_second if it lasts",
	}}
}

func refused(f *failure) verdict {
	code, status := f.code, f.status
	if concernsAccount(f) {
		closes := code == 421
		return verdict{connectionGood: !closes, lost: closes, err: &channel.Error{
			Op:        "smtp " + string(f.at),
			Retryable: code < 500,
			Err:       fmt.Errorf("the server answered %s", answer(code, status)),
			Hint:      accountHint(code),
		}}
	}
	v := verdict{result: failed(answer(code, status), "refused by the server"), connectionGood: true}
	if noSuchAddress(code, status) {
		v.result.Suppress = channel.NoSuchAddress
	}
	if code < 500 {
		v.forNow, v.result.Later = true, true
		v.result.Reason = "refused for now by the server, also when tried again"
	}
	return v
}

// concernsAccount reports whether a refusal is of us rather than of one
// recipient: the server closes (421), the sender is refused, or the mail system
// itself (x.3.x) is in trouble.
func concernsAccount(f *failure) bool {
	return f.code == 421 || f.at == stepMail || f.at == stepReset || strings.HasPrefix(f.status, "4.3.")
}

func accountHint(code int) string {
	if code >= 500 {
		return "the server refuses the sender: check from, username and the account's state"
	}
	return "the server is busy or limits the account: it is tried again later"
}

// noSuchAddress reports whether an answer is a permanent one about the address
// itself: unknown mailbox or system, bad syntax, moved, no mail taken (RFC 3463,
// RFC 7505).
func noSuchAddress(code int, status string) bool {
	if code < 500 {
		return false
	}
	switch status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10":
		return true
	}
	return false
}

func answer(code int, status string) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + status)
}

func failed(code, reason string) channel.Result {
	return channel.Result{Outcome: regulars.OutcomeFailed, Code: code, Reason: reason}
}

// replyCode returns the server's reply code in a dial's error, 0 where it gave none.
func replyCode(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}
