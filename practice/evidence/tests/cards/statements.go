// Minimum: Go 1.19

// Package cards has frames for cards: see ../cards.rs.
package cards

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const limit = time.Second

var (
	errNotFound = errors.New("not found")
	errStolen   = errors.New("stolen")
)

func unmount()               {}
func cleanup()               {}
func step()                  {}
func run() int               { return 0 }
func kill() error            { return nil }
func wait() error            { return nil }
func stop(string) error      { return nil }
func worker(context.Context) {}

type monitor struct {
	mu    sync.Mutex
	done  bool
	ready chan struct{}
}

// Card complete-twice
func (m *monitor) complete() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done = true
	close(m.ready)
}

// End

func received(result chan int) int {
	// Card received-so-gone
	go func() {
		defer unmount()
		result <- run()
	}()
	status := <-result
	// the goroutine is gone: remove its directory
	// End
	return status
}

func waits(all *sync.WaitGroup) {
	// Card wait-means-all-defers
	go func() {
		defer unmount()
		defer all.Done()
		run()
	}()
	all.Wait()
	// End
}

func cancels(ctx context.Context) {
	// Card defer-cancel-waits
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go worker(ctx)
	// End
}

type killer interface{ Kill() error }

func killed(ctx context.Context, shim killer) error {
	// Card buffer-of-one
	result := make(chan error, 1)
	go func() { result <- shim.Kill() }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
	// End
}

func twice() any {
	// Card buffer-of-one-two-sends
	result := make(chan any, 1)
	go func() {
		if err := kill(); err != nil {
			result <- err
		}
		result <- wait()
	}()
	// End
	return <-result
}

type service struct {
	mu    sync.RWMutex
	state string
	tasks store
}

func (s *service) initExited() bool { return false }
func (s *service) handleExit()      { s.mu.Lock() }
func (s *service) running() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.state != ""
}

// Card lock-again-go
func (s *service) create() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.initExited() {
		s.handleExit() // locks s.mu
	}
}

// End

func (s *service) read() string {
	// Card read-lock-again-go
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.running() { // takes s.mu.RLock
		return s.state
	}
	// End
	return ""
}

func nested(ctx context.Context) context.Context {
	// Card nested-deadline-go
	outer, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	inner, cancelInner := context.WithTimeout(outer, 500*time.Millisecond)
	defer cancelInner()
	// End
	return inner
}

func middle(ctx context.Context) context.Context {
	// Card cancel-in-the-middle
	request, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	middle, cancelMiddle := context.WithCancel(request)
	defer cancelMiddle()
	leaf, cancelLeaf := context.WithTimeout(middle, time.Hour)
	defer cancelLeaf()
	// End
	return leaf
}

func polls(ctx context.Context) {
	// Card err-needs-done
	for ctx.Err() == nil {
		step()
	}
	// End
}

func background(ctx context.Context) {
	// Card background-is-cancelled-at-exit
	go func() {
		<-ctx.Done() // ctx is context.Background()
		cleanup()
	}()
	// End
}

func escapes(ctx context.Context) {
	// Card thirty-second-escape
	select {
	case <-ctx.Done():
	case <-time.After(30 * time.Second):
		// exit, to avoid a leak
	}
	cleanup()
	// End
}

type store struct{}

func (store) Get(context.Context, string) (string, error) { return "", errNotFound }
func (store) Delete(context.Context, string)              {}

func (s *service) orphan(ctx context.Context, id string) {
	// Card cleanup-with-a-spent-context
	<-ctx.Done()
	// s.tasks: a client over ttrpc, which honours its context
	_, err := s.tasks.Get(ctx, id)
	if errors.Is(err, errNotFound) {
		s.tasks.Delete(ctx, id)
	}
	// End
}

type group struct{ first error }

func (g *group) Go(work func() error) { g.first = work() }
func (g *group) Wait() error          { return g.first }

// errgroup stands for golang.org/x/sync/errgroup, which is no part of Go's std.
var errgroup withContext

type withContext struct{}

func (withContext) WithContext(ctx context.Context) (*group, context.Context) { return &group{}, ctx }
func load(context.Context) error                                              { return nil }
func (s *service) save(context.Context) error                                 { return nil }

func (s *service) loads(ctx context.Context) error {
	// Card context-of-the-group
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return load(ctx) })
	if err := g.Wait(); err != nil {
		return err
	}
	return s.save(ctx)
	// End
}

func exits(ctx context.Context, t struct{ exit chan int }) (int, error) {
	// Card exit-wins
	select {
	case status := <-t.exit:
		return status, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	// End
}

func handle(context.Context, string) {}

func each(request context.Context, events chan string) {
	// Card cancelled-child-stays
	for event := range events {
		ctx, cancel := context.WithTimeout(request, limit)
		handle(ctx, event)
		cancel()
	}
	// End
}

func stolen(process *os.Process) error {
	// Card wait-twice-go
	if _, err := process.Wait(); errors.Is(err, syscall.ECHILD) { // *os.Process
		return errStolen
	}
	// End
	return nil
}

func notifies(stacks chan os.Signal) {
	// Card notify-for-kill
	signal.Notify(stacks, os.Interrupt, os.Kill)
	// End
}

func compares(err error) error {
	// Card equal-to-not-found
	if err == errNotFound {
		return nil
	}
	// End
	return err
}

func captures(ids []string, all *sync.WaitGroup) error {
	// Card captured-err
	var err error
	for _, id := range ids {
		id := id
		all.Add(1)
		go func() {
			defer all.Done()
			err = stop(id)
		}()
	}
	all.Wait()
	return err
	// End
}
