package line

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"regulars"
)

// LINE's limits of a Flex message (developers.line.biz/en/reference/messaging-api,
// "Flex Message").
const (
	maxAltText  = 1500 // characters
	maxBubble   = 30 << 10
	maxCarousel = 50 << 10
	maxBubbles  = 12 // of a carousel
)

// flex is a Flex message as its template has it: what the SDK doesn't know stays in it.
type flex struct{ json.RawMessage }

// GetType is the type of the message.
func (flex) GetType() string { return "flex" }

// messageOf returns what LINE gets of a rendered message: a Flex message where the text
// is one, or else the text itself. Its errors name no value.
func messageOf(m regulars.Message) (messaging_api.MessageInterface, error) {
	if m.JSON {
		return flexOf(m.Text)
	}
	switch {
	case m.Text == "":
		return nil, errors.New("the text is empty")
	case len(utf16.Encode([]rune(m.Text))) > maxText:
		return nil, errors.New("the text is longer than 5000 characters")
	}
	return &messaging_api.TextMessage{Text: m.Text}, nil
}

func flexOf(text string) (messaging_api.MessageInterface, error) {
	var outer struct {
		Type     string          `json:"type"`
		AltText  string          `json:"altText"`
		Contents json.RawMessage `json:"contents"`
	}
	if err := json.Unmarshal([]byte(text), &outer); err != nil {
		return nil, errors.New("the flex message is not valid JSON")
	}
	switch {
	case outer.Type != "flex":
		return nil, errors.New(`the JSON is not a flex message: write "type": "flex", "altText" and "contents"`)
	case strings.TrimSpace(outer.AltText) == "":
		return nil, errors.New("the flex message has no altText, which is what the list of chats shows")
	case len(utf16.Encode([]rune(outer.AltText))) > maxAltText:
		return nil, fmt.Errorf("the altText is longer than %d characters", maxAltText)
	case len(outer.Contents) == 0:
		return nil, errors.New("the flex message has no contents")
	}
	if err := checkContainer(outer.Contents); err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		return nil, errors.New("the flex message is not valid JSON")
	}
	return flex{compact.Bytes()}, nil
}

// checkContainer refuses what LINE would refuse for every member: anything but bubbles
// of LINE's own components, within its sizes.
func checkContainer(contents json.RawMessage) error {
	container, err := messaging_api.UnmarshalFlexContainer(contents)
	if err != nil {
		return errors.New("the flex message's contents have a field of a wrong kind")
	}
	switch c := container.(type) {
	case messaging_api.FlexBubble:
		return checkBubble(c, len(contents))
	case messaging_api.FlexCarousel:
		if len(c.Contents) == 0 || len(c.Contents) > maxBubbles {
			return fmt.Errorf("the carousel has %d bubbles: 1 to %d are allowed", len(c.Contents), maxBubbles)
		}
		if len(contents) > maxCarousel {
			return fmt.Errorf("the carousel is larger than %d KB", maxCarousel>>10)
		}
		for _, bubble := range c.Contents {
			if err := checkBubble(bubble, 0); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("the flex message's contents are neither a bubble nor a carousel")
}

func checkBubble(b messaging_api.FlexBubble, size int) error {
	if size > maxBubble {
		return fmt.Errorf("the bubble is larger than %d KB", maxBubble>>10)
	}
	if b.Header == nil && b.Hero == nil && b.Body == nil && b.Footer == nil {
		return errors.New("a bubble is empty: it has no header, hero, body or footer")
	}
	return nil
}
