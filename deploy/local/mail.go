package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

const (
	mailSMTPPort = 1025
	mailUIPort   = 1080

	mailWait = 60 * time.Second
)

func (s *Stack) startMail(ctx context.Context, maildev string) error {
	node, err := exec.LookPath("node")
	if err != nil {
		return fmt.Errorf("the mail catcher needs node: install Node.js 18 or newer: %w", err)
	}
	smtp, err := s.options.port(mailSMTPPort)
	if err != nil {
		return err
	}
	page, err := listenable(0) // the door's
	if err != nil {
		return err
	}
	mails := s.data("mail")
	if err := os.MkdirAll(mails, 0o700); err != nil {
		return fmt.Errorf("mail catcher: %w", err)
	}
	s.Addresses.MailSMTP = loopback(smtp)
	s.options.Progress("the mail catcher is starting")
	c := credentials{user: "door", password: rand.Text()}
	child := Child{
		Name: "mail",
		Args: []string{
			node, maildev,
			"--ip", "127.0.0.1", "--smtp", strconv.Itoa(smtp),
			"--web-ip", "127.0.0.1", "--web", strconv.Itoa(page),
			"--mail-directory", mails,
		},
		// Its own port tells mails to every page of a browser: only the door knows the password.
		Env: []string{"MAILDEV_WEB_USER=" + c.user, "MAILDEV_WEB_PASS=" + c.password},
	}
	return s.behindDoor(mailUIPort, loopback(page), c, &s.Addresses.MailUI, func() error {
		_, err = s.startReady(ctx, child, mailWait, s.pingMail)
		return err
	})
}

func (s *Stack) pingMail(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Addresses.MailUI+"/healthz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New("its page answers " + response.Status)
	}
	return probe(ctx, s.Addresses.MailSMTP)
}
