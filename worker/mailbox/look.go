package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"regulars/answer"
	"regulars/config"
	"regulars/config/returnpath"
)

// Keyword marks a mail that was read.
const Keyword = imap.Flag("$RegularsRead")

const (
	together = 50      // mails that are fetched, stored and marked at once
	longest  = 1 << 20 // bytes that are read of a mail: a report stands at its beginning
	dialling = 10 * time.Second
)

// look reads what is new in a mailbox, hands the reports on to take, and marks what it has
// read. It returns how many mails that were; with an error those before it are marked.
func look(ctx context.Context, b config.Bounces, returns returnpath.Path, now func() time.Time, take func(context.Context, []answer.Answer) error) (read int, err error) {
	c, err := open(ctx, b)
	if err != nil {
		return 0, err
	}
	defer c.close()
	uids, err := c.unread()
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(uids, together) {
		answers, err := c.answers(some, now(), returns)
		if err != nil {
			return read, err
		}
		if len(answers) > 0 {
			if err := take(ctx, answers); err != nil {
				return read, err
			}
		}
		if err := c.mark(some); err != nil {
			return read, err
		}
		read += len(some)
	}
	return read, nil
}

// Check opens a mailbox and returns how many mails of it are to be read. It changes nothing.
func Check(ctx context.Context, b config.Bounces) (waiting int, err error) {
	c, err := open(ctx, b)
	if err != nil {
		return 0, err
	}
	defer c.close()
	uids, err := c.unread()
	return len(uids), err
}

// connection is an open folder.
type connection struct {
	client *imapclient.Client
	where  string
	flag   imap.Flag   // marks what was read
	end    func() bool // what would close it when the context ends
}

// open opens a mailbox's folder. It is closed when the context ends.
func open(ctx context.Context, b config.Bounces) (*connection, error) {
	where := fmt.Sprintf("mailbox %s at %s", b.Username, b.Host)
	conn, err := (&net.Dialer{Timeout: dialling}).DialContext(ctx, "tcp", net.JoinHostPort(b.Host, strconv.Itoa(b.Port)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	end := context.AfterFunc(ctx, func() { _ = conn.Close() }) // from the greeting on: a server may fall silent in it
	client, err := greet(conn, b)
	if err != nil {
		end()
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	c := &connection{client: client, where: where, flag: imap.FlagSeen, end: end}
	if err := client.Login(b.Username, b.Password.Reveal()).Wait(); err != nil {
		c.close()
		return nil, fmt.Errorf("%s: sign in: %w (check username and password; some providers want one of their own for IMAP)", where, err)
	}
	folder, err := client.Select(b.Folder, nil).Wait()
	if err != nil {
		c.close()
		return nil, fmt.Errorf("%s: open the folder %s: %w", where, b.Folder, err)
	}
	if slices.Contains(folder.PermanentFlags, imap.FlagWildcard) || slices.Contains(folder.PermanentFlags, Keyword) {
		c.flag = Keyword
	}
	return c, nil
}

func greet(conn net.Conn, b config.Bounces) (*imapclient.Client, error) {
	options := &imapclient.Options{TLSConfig: &tls.Config{ServerName: b.Host, MinVersion: tls.VersionTLS12}}
	switch b.TLS {
	case "none":
		return imapclient.New(conn, options), nil
	case "starttls":
		return imapclient.NewStartTLS(conn, options)
	}
	options.TLSConfig.NextProtos = []string{"imap"}
	return imapclient.New(tls.Client(conn, options.TLSConfig), options), nil
}

func (c *connection) close() {
	c.end()
	_ = c.client.Close()
}

// unread lists the mails that carry no mark.
func (c *connection) unread() ([]imap.UID, error) {
	found, err := c.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{c.flag, imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("%s: search: %w", c.where, err)
	}
	return found.AllUIDs(), nil
}

// answers are what these mails report.
func (c *connection) answers(uids []imap.UID, now time.Time, returns returnpath.Path) ([]answer.Answer, error) {
	body := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: longest}}
	mails, err := c.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}}).Collect()
	if err != nil {
		return nil, fmt.Errorf("%s: fetch: %w", c.where, err)
	}
	var all []answer.Answer
	for _, mail := range mails {
		for _, section := range mail.BodySection {
			answers, err := answer.Bounce(section.Bytes, now, returns)
			if err != nil && !errors.Is(err, answer.ErrMalformed) {
				return nil, fmt.Errorf("%s: %w", c.where, err)
			}
			all = append(all, answers...)
		}
	}
	return all, nil
}

func (c *connection) mark(uids []imap.UID) error {
	err := c.client.Store(imap.UIDSetNum(uids...), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{c.flag}}, nil).Close()
	if err != nil {
		return fmt.Errorf("%s: mark what was read: %w", c.where, err)
	}
	return nil
}
