// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errNotFound = errors.New("not found")

type service struct{ mu sync.Mutex }

// Card scanner-lock-taken-again
func (s *service) create() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handleExit()
}

func (s *service) handleExit() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

// End

// Card scanner-answer-without-room
func start(wait func() error) chan error {
	done := make(chan error)
	go func() { done <- wait() }()
	return done
}

// End

func longer(ctx context.Context) context.Context {
	// Card scanner-longer-inside
	outer, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	inner, stop := context.WithTimeout(outer, time.Hour)
	defer stop()
	// End
	return inner
}

func (s *service) get(context.Context, string) error { return nil }
func (s *service) delete(context.Context, string)    {}

func done(ctx context.Context, s *service) {
	// Card scanner-context-is-done
	<-ctx.Done()
	// s.get: a call over ttrpc, which honours its context
	err := s.get(ctx, "web")
	if errors.Is(err, errNotFound) {
		s.delete(ctx, "web")
	}
	// End
}

type store struct{ mu sync.RWMutex }

func (s *store) name(string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
}

// Card scanner-read-lock-twice
func (s *store) list() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.name("a") // takes s.mu.RLock as well
}

// End
