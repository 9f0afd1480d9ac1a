// Minimum: Go 1.19
package main

import (
	"context"
	"errors"
	"fmt"
)

var errNotFound = errors.New("not found")

type store struct{ deletes int }

// As a client does that honours its context.
func (s *store) get(ctx context.Context, _ string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return errNotFound
}

func (s *store) delete(context.Context, string) { s.deletes++ }

func cleanup(ctx context.Context, s *store) {
	<-ctx.Done()
	err := s.get(ctx, "web")
	fmt.Println("get:", err)
	if errors.Is(err, errNotFound) {
		s.delete(ctx, "web")
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := &store{}
	cleanup(ctx, s)
	fmt.Println("deletes:", s.deletes)
}
