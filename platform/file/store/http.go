package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path"
	"time"

	"regulars/internal/span"
)

// web fetches files of web servers. Only the answer's beginning has a limit in time:
// a large file takes as long as it takes.
var web = &http.Client{Transport: span.Transport(webTransport())}

func webTransport() *http.Transport {
	t, is := http.DefaultTransport.(*http.Transport)
	if !is {
		return &http.Transport{}
	}
	t = t.Clone()
	t.ResponseHeaderTimeout = 2 * time.Minute
	t.DisableCompression = true // the bytes as they are stored
	return t
}

// listHTTP asks what an address holds: a file, for a web server lists none.
func listHTTP(ctx context.Context, location string) ([]Entry, error) {
	answer, err := request(ctx, http.MethodHead, location)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusNotImplemented, http.StatusNotFound, http.StatusBadRequest:
		// Addresses that are signed for GET, and simple servers, refuse HEAD.
		if answer, err = request(ctx, http.MethodGet, location); err != nil {
			return nil, err
		}
		_ = answer.Body.Close()
	}
	if err := refusal(answer, location); err != nil {
		return nil, err
	}
	e := Entry{Path: Shown(location), Name: nameOf(answer), Size: answer.ContentLength, address: location}
	if e.Stamp = answer.Header.Get("ETag"); e.Stamp == "" {
		e.Stamp = answer.Header.Get("Last-Modified")
	}
	return []Entry{e}, nil
}

// nameOf is the name of the file in an answer: the one that the server proposes where
// the address has none with an extension.
func nameOf(answer *http.Response) string {
	name := path.Base(answer.Request.URL.Path)
	if path.Ext(name) != "" {
		return name
	}
	_, values, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
	if proposed := values["filename"]; err == nil && proposed != "" {
		return path.Base(proposed)
	}
	return name
}

func request(ctx context.Context, method, location string) (*http.Response, error) {
	u, err := parse(location)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, errors.New("the address " + Shown(location) + " can't be used")
	}
	answer, err := web.Do(r)
	if err != nil {
		return nil, Transient(fmt.Errorf("fetch %s: %w", Shown(location), bare(err)))
	}
	return answer, nil
}

// refusal is what a status other than 200 means.
func refusal(answer *http.Response, location string) error {
	shown, status := Shown(location), answer.StatusCode
	switch {
	case status == http.StatusOK:
		return nil
	case status == http.StatusNotFound, status == http.StatusGone:
		return noMatch(shown)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fmt.Errorf("%s refuses us (HTTP %d): write the user and password into the address, https://user:password@…, or a fresh signed address", shown, status)
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= 500:
		return Transient(fmt.Errorf("%s fails (HTTP %d)", shown, status))
	}
	return fmt.Errorf("%s answers HTTP %d, not a file: correct the address", shown, status)
}

func fetchHTTP(ctx context.Context, e Entry) (*os.File, error) {
	answer, err := request(ctx, http.MethodGet, e.location())
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if err := refusal(answer, e.location()); err != nil {
		return nil, err
	}
	return spoolFrom(ctx, e, answer.Body, answer.ContentLength)
}

// spoolFrom fetches a remote file. One that comes short may come whole the next time.
func spoolFrom(ctx context.Context, e Entry, r io.Reader, size int64) (*os.File, error) {
	f, err := Spool(ctx, r)
	if err != nil {
		return nil, Transient(fmt.Errorf("fetch %s: %w", e.Path, bare(err)))
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("look at the fetched %s: %w", e.Path, err), f.Close())
	}
	if size >= 0 && info.Size() != size {
		return nil, errors.Join(Transient(fmt.Errorf("fetch %s: %d of %d bytes came", e.Path, info.Size(), size)), f.Close())
	}
	return f, nil
}
