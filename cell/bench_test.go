package cell_test

import (
	"testing"
	"time"

	"regulars/cell"
)

func BenchmarkReaders(b *testing.B) {
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func() error{
		"time": func() error { _, err := cell.Time("2026-11-02 10:15:30", cell.DateStyle{}, zone); return err },
		"usdate": func() error {
			_, err := cell.Time("11/02/2026 10:15", cell.DateStyle{Order: cell.MDY}, zone)
			return err
		},
		"day":    func() error { _, err := cell.Day("2026-11-02", cell.DateStyle{}); return err },
		"layout": func() error { _, err := cell.Day("02/11/26", cell.DateStyle{Format: "%d/%m/%y"}); return err },
		"money":  func() error { _, err := cell.Money("1234.50", cell.NumberStyle{Decimal: '.'}); return err },
		"groups": func() error {
			_, err := cell.Money("1,234.50", cell.NumberStyle{Decimal: '.', Group: ','})
			return err
		},
		"quantity": func() error { _, err := cell.Quantity("2", cell.NumberStyle{}); return err },
		"id":       func() error { _, err := cell.ID("A000123-45"); return err },
		"word":     func() error { cell.Word("已取消"); return nil },
		"flag":     func() error { _, _, err := cell.Flag("true"); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSurvey(b *testing.B) {
	for name, text := range map[string]string{
		"time": "2026-11-02 10:15:30", "amount": "1234.50", "groups": "1,234.50", "id": "A000123-45", "word": "已取消", "mail": "wang.ming@shop.test", "phone": "0912345678",
	} {
		b.Run(name, func(b *testing.B) {
			var s cell.Survey
			for b.Loop() {
				s.Add(text, false, 1)
			}
		})
	}
}
