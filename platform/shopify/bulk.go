package shopify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	// smallWindow is how many records of a window are read page by page. A bulk operation
	// takes a minute whatever it finds, and no points of the query budget.
	smallWindow = 2_000
	// bulkTries is how many operations may come to nothing in one pull.
	bulkTries = 3
	// busyTries is how often to ask again where others' operations are under way: about
	// ten minutes, growing.
	busyTries = 15
)

// operation is where a pull by a bulk operation stands.
type operation struct {
	ID     string `json:"id,omitempty"`     // empty: still to be started
	Offset int64  `json:"offset,omitempty"` // in its file, behind the last record that is stored
	Tries  int    `json:"tries,omitempty"`  // operations before it that came to nothing
}

// outcome is how far the shop says that an operation is.
type outcome struct {
	status  string // CREATED, RUNNING, COMPLETED, CANCELING, CANCELED, FAILED, EXPIRED; empty: no such operation
	code    string // of a failed one: ACCESS_DENIED, INTERNAL_SERVER_ERROR, TIMEOUT
	objects string
	url     string // of the file; empty where nothing was found
	partial string // of a failed one: the file as far as it came
	size    int64  // of the file at url, in bytes
}

func (o outcome) underWay() bool {
	return o.status == "CREATED" || o.status == "RUNNING" || o.status == "CANCELING"
}

// errNoBulk says that the shop takes no bulk operation now; pages do it then.
var errNoBulk = errors.New("the shop takes no bulk operation")

// bulk reads the rest of a window by a bulk operation. It returns where to go on page by
// page where none did it, or nil at the end.
func (s *Source) bulk(ctx context.Context, k walk, at position, emit func(platform.Page) error) (*position, error) {
	for at.Bulk.Tries < bulkTries {
		end, err := s.operate(ctx, k, &at, emit)
		if errors.Is(err, errNoBulk) || errors.Is(err, errTorn) {
			s.client.http.Notice(fmt.Sprintf("%s: %v; it goes on page by page", k.op, err))
			break
		}
		if err != nil {
			return nil, err
		}
		if end.status == "COMPLETED" {
			return nil, nil
		}
		s.client.http.Notice(fmt.Sprintf("%s: %s", k.op, end))
		if end.code == "ACCESS_DENIED" {
			break // the same query as a page says what is denied
		}
		at.Bulk = &operation{Tries: at.Bulk.Tries + 1}
	}
	return &position{From: at.From, Size: at.Size, Paged: true}, nil
}

// operate starts an operation, unless one is under way, waits for its end and reads what
// it found.
func (s *Source) operate(ctx context.Context, k walk, at *position, emit func(platform.Page) error) (outcome, error) {
	if at.Bulk.ID == "" {
		id, err := s.startBulk(ctx, k, *at)
		if err != nil {
			return outcome{}, err
		}
		at.Bulk = &operation{ID: id, Tries: at.Bulk.Tries}
		if err := emit(platform.Page{Next: at.cursor()}); err != nil { // remembered before it is waited for
			return outcome{}, err
		}
	}
	end, err := s.bulkEnd(ctx, k, at.Bulk.ID)
	if err != nil {
		return end, err
	}
	file := bulkFile{source: s, walk: k, at: at, emit: emit}
	switch {
	case end.status == "COMPLETED":
		return end, file.read(ctx, end)
	case end.status == "FAILED" && end.partial != "":
		return end, file.readPartial(ctx, end)
	}
	return end, nil
}

func (o outcome) String() string {
	if o.status == "" {
		return "the shop no longer knows the bulk operation"
	}
	return strings.TrimSpace("the bulk operation ended as " + o.status + " " + o.code)
}

// startBulk asks for an operation. Where as many as the shop takes are under way, other
// programs' among them, it waits for a while and then returns errNoBulk, as for any other
// refusal.
func (s *Source) startBulk(ctx context.Context, k walk, at position) (string, error) {
	window := k.window
	window.From = at.From
	variables := map[string]any{"query": k.bulk(openSearch(k.time, window))}
	for try := 1; ; try++ {
		var id, code, message string
		_, err := s.client.query(ctx, k.op+": start of a bulk operation", bulkRun, variables, func(scan *jsonscan.Scanner) {
			id, code, message = readStarted(scan)
		})
		switch {
		case err != nil:
			return "", err
		case id != "" && code == "":
			return id, nil
		case code != "OPERATION_IN_PROGRESS" && code != "LIMIT_REACHED", try == busyTries:
			return "", fmt.Errorf("%w: %s %s", errNoBulk, code, shorten(message))
		}
		if err := s.client.http.Wait(ctx, k.op+": other bulk operations are under way", s.client.http.Backoff(try)); err != nil {
			return "", fmt.Errorf("%s: %w", k.op, err)
		}
	}
}

// openSearch is the window in Shopify's search syntax. Without an end it stays open, for
// an operation may run for days; without a begin either it is empty.
func openSearch(field string, w platform.Window) string {
	switch {
	case !w.To.IsZero():
		return search(field, w)
	case w.From.IsZero():
		return ""
	}
	return fmt.Sprintf("%s:>='%s'", field, w.From.UTC().Truncate(time.Second).Format(time.RFC3339))
}

func readStarted(scan *jsonscan.Scanner) (id, code, message string) {
	scan.Object(func(key string) {
		if key != "bulkOperationRunQuery" {
			return
		}
		scan.Object(func(key string) {
			switch key {
			case "bulkOperation":
				scan.Object(func(key string) {
					if key == "id" {
						id = scan.Text()
					}
				})
			case "userErrors":
				scan.Array(func() {
					c := readComplaint(scan)
					code, message = c.code, c.message
				})
			}
		})
	})
	return id, code, message
}

// bulkEnd waits until an operation is no longer under way.
func (s *Source) bulkEnd(ctx context.Context, k walk, id string) (outcome, error) {
	for try := 1; ; try++ {
		var o outcome
		_, err := s.client.query(ctx, k.op+": bulk operation", bulkStatus, map[string]any{"id": id}, func(scan *jsonscan.Scanner) {
			o = readOutcome(scan)
		})
		if err != nil || !o.underWay() {
			return o, err
		}
		reason := fmt.Sprintf("%s: a bulk operation is under way, %s objects so far", k.op, o.objects)
		if err := s.client.http.Wait(ctx, reason, s.client.http.Backoff(try)); err != nil {
			return o, fmt.Errorf("%s: %w", k.op, err)
		}
	}
}

func readOutcome(scan *jsonscan.Scanner) (o outcome) {
	o.objects = "no"
	scan.Object(func(key string) {
		if key != "node" {
			return
		}
		scan.Object(func(key string) {
			switch key {
			case "status":
				o.status = scan.Text()
			case "errorCode":
				o.code = scan.Text()
			case "objectCount":
				o.objects = scan.Text()
			case "url":
				o.url = scan.Text()
			case "partialDataUrl":
				o.partial = scan.Text()
			case "fileSize":
				o.size, _ = strconv.ParseInt(scan.Text(), 10, 64) // an unreadable size counts as none
			}
		})
	})
	return o
}

// gone reports whether an address of a file no longer holds.
func gone(err error) bool {
	var fault *platform.Error
	if !errors.As(err, &fault) {
		return false
	}
	switch fault.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	}
	return false
}
