package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"regulars/channel"
)

const (
	fatesPage  = 100 // messages of one page of Twilio's list
	fatesPages = 10  // of one number: more is another problem
)

// list is a page of Twilio's messages.
type list struct {
	Messages []struct {
		SID       string `json:"sid"`
		Status    string `json:"status"`
		ErrorCode *int   `json:"error_code"`
		Created   string `json:"date_created"` // RFC 2822, also of what isn't sent yet
		Direction string `json:"direction"`
	} `json:"messages"`
	Next string `json:"next_page_uri"`
}

var _ channel.Asker = (*Sender)(nil)

// Fates reads Twilio's list of the messages to a number. The list is by the time of
// sending, which a queued message has not; so it is filtered here by when Twilio took
// each, and read on while a page has anything newer than from.
func (s *Sender) Fates(ctx context.Context, to string, from, until time.Time) ([]channel.Fate, error) {
	var all []channel.Fate
	address := s.account + "/Messages.json?" + url.Values{"To": {to}, "PageSize": {strconv.Itoa(fatesPage)}}.Encode()
	for range fatesPages {
		page, err := s.listPage(ctx, address)
		if err != nil {
			return nil, err
		}
		newer := false
		for _, m := range page.Messages {
			at, err := time.Parse(time.RFC1123Z, m.Created)
			if err != nil {
				return nil, &channel.Error{Op: "twilio messages", Err: fmt.Errorf("date_created of %s is not a time of RFC 2822", m.SID)}
			}
			newer = newer || !at.Before(from)
			if at.Before(from) || at.After(until) || m.Direction == "inbound" {
				continue
			}
			fate := channel.Fate{ProviderID: m.SID, At: at.UTC(), State: m.Status}
			if m.ErrorCode != nil {
				fate.Code = strconv.Itoa(*m.ErrorCode)
			}
			all = append(all, fate)
		}
		if page.Next == "" || !newer {
			return all, nil
		}
		if address, err = s.next(page.Next); err != nil {
			return nil, err
		}
	}
	return nil, &channel.Error{Op: "twilio messages", Err: fmt.Errorf("the number has more than %d messages since then", fatesPage*fatesPages)}
}

// next is the address of the page that follows: a path of the same account.
func (s *Sender) next(path string) (string, error) {
	base, err := url.Parse(s.account)
	if err != nil || !strings.HasPrefix(path, base.Path+"/") {
		return "", &channel.Error{Op: "twilio messages", Err: errors.New("next_page_uri is not of this account")}
	}
	return base.Scheme + "://" + base.Host + path, nil
}

func (s *Sender) listPage(ctx context.Context, address string) (list, error) {
	var page list
	if err := s.client.Pace.Wait(ctx); err != nil {
		return page, err
	}
	answer, lost := s.client.Do(ctx, http.MethodGet, address, nil, s.login)
	if lost != nil {
		return page, s.client.CheckError(*lost, answer)
	}
	if answer.Status/100 != 2 {
		return page, accountError(answer.Status, understand(answer.Body).Code, "twilio messages")
	}
	if err := json.Unmarshal(answer.Body, &page); err != nil {
		return page, &channel.Error{Op: "twilio messages", Err: errors.New("the answer is not a list of messages")}
	}
	return page, nil
}
