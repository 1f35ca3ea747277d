package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Stream reads a large file of a shop from an offset on, without holding it. Where the
// connection breaks, or stalls for as long as one try may take, it goes on behind the
// last byte that came. Its errors are an *Error or wrap the context's. Close it.
type Stream struct {
	http *HTTP
	ctx  context.Context
	call Call
	at   int64
	size int64

	body   io.ReadCloser
	idle   *time.Timer // ends a try in which nothing comes
	cancel context.CancelFunc
	failed int // tries without a byte, in a row
}

// Stream opens a file at an offset; nothing is sent before the first Read. size is how
// long the file is: an answer that ends earlier has broken off; 0: not known.
func (h *HTTP) Stream(ctx context.Context, call Call, offset, size int64) *Stream {
	return &Stream{http: h, ctx: ctx, call: call, at: offset, size: size}
}

// Backoff is how long to wait before the try with this number, from 1, where the shop
// doesn't say.
func (h *HTTP) Backoff(try int) time.Duration { return h.pause(try, 0) }

// Read reads on.
func (s *Stream) Read(p []byte) (int, error) {
	for {
		if s.body == nil {
			if err := s.open(); err != nil {
				return 0, err
			}
		}
		s.idle.Reset(s.http.opts.Timeout)
		n, err := s.body.Read(p)
		s.at += int64(n)
		if n > 0 {
			s.failed = 0
			return n, nil // what went wrong, if anything, comes again with the next read
		}
		switch {
		case err == nil:
			continue
		case errors.Is(err, io.EOF) && s.at >= s.size:
			return 0, io.EOF
		case errors.Is(err, io.EOF):
			err = io.ErrUnexpectedEOF
		}
		_ = s.Close()
		fault := s.http.faultOf(fmt.Errorf("the file broke off after %d bytes: %w", s.at, err), http.StatusOK)
		if err := s.again(fault); err != nil {
			return 0, err
		}
	}
}

// Close ends the answer under way.
func (s *Stream) Close() error {
	if s.body == nil {
		return nil
	}
	s.idle.Stop()
	s.cancel()
	err := s.body.Close()
	s.body = nil
	return err
}

// open asks for the rest of the file until an answer begins. It returns io.EOF where
// there is no rest.
func (s *Stream) open() error {
	for {
		ctx, cancel := context.WithCancel(s.ctx)
		idle := time.AfterFunc(s.http.opts.Timeout, cancel)
		body, fault := s.send(ctx)
		if body != nil {
			s.body, s.idle, s.cancel = body, idle, cancel
			return nil
		}
		idle.Stop()
		cancel()
		if fault == nil {
			return io.EOF
		}
		if err := s.again(fault); err != nil {
			return err
		}
	}
}

// send makes one try; neither a body nor a fault: the file has no rest.
func (s *Stream) send(ctx context.Context) (io.ReadCloser, *Error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.call.URL, nil)
	if err != nil {
		return nil, s.http.faultOf(fmt.Errorf("%w: %w", errAddress, err), 0)
	}
	for name, values := range s.call.Header {
		req.Header[name] = values
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", s.at))
	client := *s.http.client
	client.Timeout = 0 // a file may take hours; idle watches it
	resp, err := client.Do(req)
	if err != nil {
		return nil, s.http.faultOf(err, 0)
	}
	fault := s.judge(resp)
	if fault != nil || resp.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		_ = resp.Body.Close()
		return nil, fault
	}
	return resp.Body, nil
}

// judge returns what is wrong with an answer that begins; nil: it is the rest of the file,
// or says that there is none.
func (s *Stream) judge(resp *http.Response) *Error {
	switch resp.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable:
		return nil
	case http.StatusPartialContent:
		if first := firstByte(resp.Header.Get("Content-Range")); first != s.at {
			return &Error{Status: resp.StatusCode, Retryable: true, Err: fmt.Errorf("%w: another part of the file came", ErrMalformed)}
		}
		return nil
	}
	if fault := commonFault(&Answer{Status: resp.StatusCode, Header: resp.Header}); fault != nil {
		return fault
	}
	if _, err := io.CopyN(io.Discard, resp.Body, s.at); err != nil { // the whole file came again
		return s.http.faultOf(err, resp.StatusCode)
	}
	return nil
}

// firstByte reads "bytes 100-199/200"; -1: it says none.
func firstByte(contentRange string) int64 {
	text, _, _ := strings.Cut(strings.TrimPrefix(contentRange, "bytes "), "-")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// again waits for the next try, or returns why there is none.
func (s *Stream) again(fault *Error) error {
	if err := s.ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", s.call.Op, err)
	}
	fault.Op = s.call.Op
	s.failed++
	if !fault.Retryable || s.failed >= s.http.opts.Tries || fault.RetryAfter > s.http.opts.MaxWait {
		return fault
	}
	if s.http.opts.OnRetry != nil {
		s.http.opts.OnRetry(s.call.Op, s.failed, fault)
	}
	if err := s.http.Wait(s.ctx, fault.Error(), s.http.pause(s.failed, fault.RetryAfter)); err != nil {
		return fmt.Errorf("%s: %w", s.call.Op, err)
	}
	return nil
}
