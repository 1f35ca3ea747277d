package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// door stands before the HTTP port of a part, which knows nothing of browsers. It
// lets this machine's own pages and programs pass: a request for another host is a
// page that made its name point here, one with another origin is a page of somebody
// else's. Neither may read or do anything.
type door struct {
	port   string // its own
	proxy  *httputil.ReverseProxy
	behind credentials
}

// credentials are what the part behind a door asks for; empty where it asks for nothing.
type credentials struct{ user, password string }

// behindDoor starts a part and opens a door before its HTTP port, at the usual port or
// a free one; the door's address stands in at.
func (s *Stack) behindDoor(usual int, to string, c credentials, at *string, start func() error) error {
	port, err := s.options.port(usual)
	if err != nil {
		return err
	}
	server, err := openDoor(loopback(port), to, c)
	if err != nil {
		return err
	}
	*at = loopback(port)
	if err := start(); err != nil {
		return errors.Join(err, server.Close())
	}
	context.AfterFunc(s.closing, func() { _ = server.Close() })
	return nil
}

// openDoor listens on from and passes what may pass on to to.
func openDoor(from, to string, c credentials) (*http.Server, error) {
	listener, err := net.Listen("tcp", from)
	if err != nil {
		return nil, fmt.Errorf("listen for browsers: %w", err)
	}
	d := &door{port: strconv.Itoa(listener.Addr().(*net.TCPAddr).Port), behind: c}
	target := &url.URL{Scheme: "http", Host: to}
	d.proxy = &httputil.ReverseProxy{
		FlushInterval:  -1,
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target); d.authorize(r.Out) },
		ModifyResponse: keepToThisOrigin,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "the part behind this page doesn't answer at the moment", http.StatusBadGateway)
		},
	}
	server := &http.Server{Handler: d, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return server, nil
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !d.isMine(r.Host) {
		http.Error(w, "this page is at localhost only", http.StatusForbidden)
		return
	}
	if !d.isOwnOrigin(r) {
		http.Error(w, "pages of other sites may not come here", http.StatusForbidden)
		return
	}
	d.proxy.ServeHTTP(w, r)
}

// isMine reports whether a host with its port is this door.
func (d *door) isMine(hostport string) bool {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil || port != d.port {
		return false
	}
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// isOwnOrigin reports whether a request comes of this door's own pages, of a program
// that isn't a browser, or of a person who followed a link.
func (d *door) isOwnOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		host, plain := strings.CutPrefix(origin, "http://")
		return plain && d.isMine(host)
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

func (d *door) authorize(r *http.Request) {
	if d.behind.password != "" {
		r.SetBasicAuth(d.behind.user, d.behind.password)
	}
}

// keepToThisOrigin takes back what a part allows to pages of other sites.
func keepToThisOrigin(response *http.Response) error {
	for name := range response.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			response.Header.Del(name)
		}
	}
	response.Header.Set("Cross-Origin-Resource-Policy", "same-origin")
	response.Header.Set("X-Frame-Options", "SAMEORIGIN")
	return nil
}
