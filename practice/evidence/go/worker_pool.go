// Minimum: Go 1.19
// Built with: -race
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

var errStopped = errors.New("stopped")

type job struct {
	id   int
	run  func(context.Context) error
	told chan error // room for one, so a send never blocks
}

// A pool promises: each job that submit takes is reported exactly once, and
// after stop no goroutine of the pool is left.
type pool struct {
	mu      sync.Mutex
	stopped bool // guarded by mu
	jobs    chan job
	ctx     context.Context
	cancel  context.CancelFunc
	workers sync.WaitGroup
}

func start(workers, room int) *pool {
	p := &pool{jobs: make(chan job, room)}
	// The pool's own context: the end of a request must not end the pool.
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.workers.Add(workers) // before `go`, so that stop cannot miss one
	for i := 0; i < workers; i++ {
		go func() {
			defer p.workers.Done()
			for j := range p.jobs {
				j.told <- p.one(j)
			}
		}()
	}
	return p
}

// one turns a panic into an error: otherwise it would end the process.
func (p *pool) one(j job) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("job %d panicked: %v", j.id, cause)
		}
	}()
	if p.ctx.Err() != nil {
		return errStopped // queued, and never begun
	}
	return j.run(p.ctx)
}

// submit returns an error instead of taking a job that is never reported.
func (p *pool) submit(id int, run func(context.Context) error) (<-chan error, error) {
	p.mu.Lock()
	defer p.mu.Unlock() // stop cannot close the channel between check and send
	if p.stopped {
		return nil, errStopped
	}
	j := job{id, run, make(chan error, 1)}
	select {
	case p.jobs <- j:
		return j.told, nil
	default: // never block with the lock held
		return nil, errors.New("full")
	}
}

// stop cancels what runs, lets workers report what is queued, and joins. May be
// called twice.
func (p *pool) stop() {
	p.mu.Lock()
	if !p.stopped {
		p.stopped = true
		close(p.jobs) // the one closer, under the lock of the only senders
	}
	p.mu.Unlock()
	p.cancel()
	p.workers.Wait() // without the lock
}

func main() {
	p := start(1, 3)
	begun := make(chan struct{})
	waits, _ := p.submit(1, func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	})
	<-begun
	queued, _ := p.submit(2, func(context.Context) error { return nil })
	p.stop()
	p.stop()
	fmt.Println("running at the stop:", <-waits)
	fmt.Println("queued at the stop:", <-queued)
	_, err := p.submit(3, nil)
	fmt.Println("after the stop:", err)

	p = start(2, 2)
	bad, _ := p.submit(4, func(context.Context) error { panic("no such mount") })
	fmt.Println("a panic:", <-bad)
	good, _ := p.submit(5, func(context.Context) error { return nil })
	fmt.Println("the worker lives on:", <-good)
	p.stop()
}
