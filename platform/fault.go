package platform

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
)

var (
	errTooLarge = errors.New("the answer is larger than we take")
	errAddress  = errors.New("the address can't be used")
)

// judge asks the connector first, then the rules that hold for every shop.
func (h *HTTP) judge(call Call, a *Answer) *Error {
	if call.Judge == nil {
		return commonFault(a)
	}
	f := call.Judge(a)
	if f == nil {
		return commonFault(a)
	}
	f.Status = a.Status
	if f.Retryable && f.RetryAfter == 0 {
		f.RetryAfter = RetryAfter(a.Header)
	}
	f.Err = h.redact.error(f.Err)
	return f
}

// slowStatuses say that the shop, or what stands before it, gave up waiting for an
// answer; 524 is Cloudflare's.
var slowStatuses = []int{http.StatusRequestTimeout, http.StatusGatewayTimeout, 524}

// commonFault is what an answer's status and shape mean at any shop; nil: it is
// as it should be.
func commonFault(a *Answer) *Error {
	f := &Error{Status: a.Status, RetryAfter: RetryAfter(a.Header), Slow: slices.Contains(slowStatuses, a.Status)}
	switch {
	case a.Status == http.StatusTooManyRequests:
		f.Retryable = true
		f.Err = errors.New("the shop asks us to slow down")
		f.Hint = "lower requests_per_second of the shop if this lasts"
	case a.Status == http.StatusRequestTimeout || a.Status >= 500:
		f.Retryable = true
		f.Err = errors.New("the shop is failing")
		f.Hint = "it is tried again; look at the shop's own error log if this lasts"
	case a.IsHTML():
		f.Retryable = a.Status < 300
		f.Err = fmt.Errorf("%w: a web page came", ErrMalformed)
		f.Hint = "a maintenance page, a firewall, a security plugin or printed PHP warnings stand before the API's answer; let our requests pass"
	case a.Status >= 300:
		f.Err = errors.New("the shop refuses the request")
	default:
		return nil
	}
	return f
}

// faultOf is what a try without a whole answer means; status 0: there was no
// response.
func (h *HTTP) faultOf(err error, status int) *Error {
	var network net.Error
	slow := errors.As(err, &network) && network.Timeout()
	f := &Error{Status: status, Err: errors.New(h.redact.text(err)), Retryable: true, Slow: slow, Hint: "check the shop's url and that the shop is up"}
	var untrusted x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	switch {
	case errors.Is(err, errAddress):
		f.Retryable, f.Hint = false, "check the shop's url"
	case errors.Is(err, errTooLarge):
		f.Retryable, f.Large, f.Hint = false, true, fmt.Sprintf("one answer is over %d MiB: no record can be that large", h.opts.MaxBody>>20)
	case errors.Is(err, errRedirect):
		f.Retryable, f.Hint = false, "set the shop's url to the address that it redirects to"
	case errors.As(err, &untrusted), errors.As(err, &wrongHost):
		f.Retryable, f.Hint = false, "the shop's certificate isn't valid for its url"
	}
	return f
}
