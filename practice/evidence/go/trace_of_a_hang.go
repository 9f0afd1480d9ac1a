// Minimum: Go 1.23
// Maximum: Go 1.24
package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/trace"
	"sort"
	"strings"
	"sync"
	"time"
)

// --- The program under observation ---

var answer = make(chan string) // the shim is mute

// serve ends its request when its time is over, and waits for what it started.
func serve(background bool) {
	ctx, task := trace.NewTask(context.Background(), "request")
	defer task.End()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	var loads sync.WaitGroup
	loads.Add(1)
	go load(ctx, background, &loads)
	<-ctx.Done()
	trace.Log(ctx, "request", ctx.Err().Error())
	loads.Wait()
}

// load has a limit of its own, and takes it from the wrong context.
func load(ctx context.Context, background bool, loads *sync.WaitGroup) {
	defer loads.Done()
	defer trace.StartRegion(ctx, "ask the shim").End()
	parent := ctx
	if background {
		parent = context.Background()
	}
	step, cancel := context.WithTimeout(parent, time.Hour)
	defer cancel()
	select {
	case <-answer:
	case <-step.Done():
		trace.Log(ctx, "load", step.Err().Error())
	}
}

// The trace of the first run, as `trace_of_a_hang record FILE` wrote it with Go 1.23.5.
//
//go:embed trace_of_a_hang.trace
var recorded []byte

// --- The trace: batches of events, one batch a thread, and tables of strings and stacks ---

// What an event is, by the number in the file, and how many numbers follow it.
var events = map[byte]int{9: 3, 10: 3, 11: 1, 12: 4, 13: 3, 14: 4, 15: 2, 16: 3, 17: 1, 18: 1, 19: 3, 20: 3,
	21: 4, 22: 3, 23: 1, 24: 1, 25: 4, 26: 3, 27: 1, 28: 2, 29: 3, 30: 2, 31: 2, 32: 2, 33: 3, 34: 2, 35: 2,
	36: 1, 37: 2, 38: 2, 39: 2, 40: 5, 41: 3, 42: 4, 43: 4, 44: 5, 45: 3, 46: 3, 47: 4, 48: 5}

const (
	stacks, strs, goCreate, goStart, goDestroy, goStop, goBlock, goUnblock = 2, 4, 14, 16, 17, 19, 20, 21
	sysBegin, sysEnd, sysEndBlocked, goStatus, goStatusStack               = 22, 23, 24, 25, 48
	taskBegin, taskEnd, regionBegin, regionEnd, userLog                    = 40, 41, 42, 43, 44
)

type event struct {
	kind         byte
	time, thread uint64
	gen          uint64
	args         []uint64
}

type id struct{ gen, number uint64 }

type frame struct{ function, line uint64 }

type file struct {
	second float64 // in units of the trace's clock
	events []event
	words  map[id]string
	stacks map[id][]frame
}

func read(data []byte) file {
	f := file{words: map[id]string{}, stacks: map[id][]frame{}}
	if !bytes.HasPrefix(data, []byte("go 1.2")) {
		panic("no trace of Go 1.22 or newer")
	}
	r := bytes.NewBuffer(data[16:])
	number := func() uint64 {
		n, err := binary.ReadUvarint(r)
		if err != nil {
			panic(err)
		}
		return n
	}
	for r.Len() > 0 {
		if kind, _ := r.ReadByte(); kind != 1 {
			panic("no batch")
		}
		gen, thread, now := number(), number(), number()
		end := int(number())
		end = r.Len() - end
		for r.Len() > end {
			kind, _ := r.ReadByte()
			switch {
			case kind == strs || kind == stacks || kind == 6: // what follows in this batch is a table
			case kind == 5:
				key := id{gen, number()}
				f.words[key] = string(r.Next(int(number())))
			case kind == 3:
				key, n := id{gen, number()}, number()
				for ; n > 0; n-- {
					number()
					function := number()
					number()
					f.stacks[key] = append(f.stacks[key], frame{function, number()})
				}
			case kind == 8:
				f.second = float64(number())
			case kind == 7:
				for i := 0; i < 5; i++ {
					number()
				}
			default:
				e := event{kind: kind, thread: thread, gen: gen}
				for i := 0; i < events[kind]; i++ {
					e.args = append(e.args, number())
				}
				now += e.args[0]
				e.time = now
				f.events = append(f.events, e)
			}
		}
	}
	sort.SliceStable(f.events, func(i, j int) bool { return f.events[i].time < f.events[j].time })
	return f
}

// A goroutine as the trace has it.
type goroutine struct {
	name  string
	state string
	moves []string // as `go tool trace -d=1` writes them
	story []string // in words, without preemptions and what is brief
	brief bool
}

// told gives each goroutine, and every event with its time, goroutine, states, reason and stack.
func told(f file) (map[uint64]*goroutine, []string) {
	all, on := map[uint64]*goroutine{}, map[uint64]uint64{}
	var lines []string
	at := func(g uint64) *goroutine {
		if all[g] == nil {
			all[g] = &goroutine{name: map[bool]string{true: "main"}[g == 1]}
		}
		return all[g]
	}
	for _, e := range f.events {
		word := func(i int) string { return f.words[id{e.gen, e.args[i]}] }
		ours := func(i int) string {
			for _, frame := range f.stacks[id{e.gen, e.args[i]}] {
				if name := f.words[id{e.gen, frame.function}]; strings.HasPrefix(name, "main.") {
					return strings.TrimPrefix(name, "main.")
				}
			}
			return "the runtime"
		}
		// A context's own lock may be taken for a moment, by cancel: another run has no such wait.
		inContext := func(i int) bool {
			for _, frame := range f.stacks[id{e.gen, e.args[i]}] {
				if name := f.words[id{e.gen, frame.function}]; strings.HasPrefix(name, "context.") {
					return true
				}
			}
			return false
		}
		g, has := on[e.thread]
		by := "no goroutine"
		if has {
			by = at(g).name
		}
		list := func(g uint64, what string, stack int) {
			after := float64(e.time-f.events[0].time) / f.second * 1000
			lines = append(lines, fmt.Sprintf("%7.3f ms  goroutine %-2d  %s", after, g, what))
			for i := 0; stack > 0 && i < len(f.stacks[id{e.gen, e.args[stack]}]); i++ {
				frame := f.stacks[id{e.gen, e.args[stack]}][i]
				lines[len(lines)-1] += fmt.Sprintf("\n%26sat %s:%d", "", f.words[id{e.gen, frame.function}], frame.line)
			}
		}
		move := func(g uint64, to, reason string, stack int) {
			if from := at(g).state; from != "" && from != to {
				at(g).moves = append(at(g).moves, fmt.Sprintf("%s->%s %q", from, to, reason))
				what := fmt.Sprintf("%s -> %s", from, to)
				if reason != "" {
					what += fmt.Sprintf(", reason %q", reason)
				}
				if maker, has := on[e.thread]; has && maker != g {
					what += fmt.Sprintf(", by goroutine %d", maker)
				}
				list(g, what, stack)
			}
			at(g).state = to
		}
		say := func(g uint64, format string, what ...any) {
			at(g).story = append(at(g).story, fmt.Sprintf(format, what...))
			if e.kind >= taskBegin {
				list(g, fmt.Sprintf(format, what...), 0)
			}
		}
		switch e.kind {
		case goCreate:
			at(e.args[1]).state = "NotExist"
			frames := f.stacks[id{e.gen, e.args[2]}]
			if name := f.words[id{e.gen, frames[0].function}]; strings.HasPrefix(name, "main.") {
				at(e.args[1]).name = strings.TrimPrefix(name, "main.")
			} else {
				at(e.args[1]).name, _, _ = strings.Cut("a goroutine of "+name, ".")
			}
			move(e.args[1], "Runnable", "", 3)
			say(e.args[1], "is started by %s", by)
		case goStatus, goStatusStack:
			state := []string{"", "Runnable", "Running", "Syscall", "Waiting"}[e.args[3]]
			move(e.args[1], state, "", 0)
			if state == "Running" || state == "Syscall" {
				on[e.args[2]] = e.args[1]
			}
		case goStart:
			move(e.args[1], "Running", "", 0)
			on[e.thread] = e.args[1]
		case goStop:
			move(g, "Runnable", word(1), 2)
			delete(on, e.thread)
		case goBlock:
			move(g, "Waiting", word(1), 2)
			if at(g).brief = inContext(2); !at(g).brief {
				say(g, "waits: %s, in %s", word(1), ours(2))
			}
			delete(on, e.thread)
		case goUnblock:
			move(e.args[1], "Runnable", "", 3)
			if !at(e.args[1]).brief {
				say(e.args[1], "is made ready by %s", by)
			}
		case goDestroy:
			move(g, "NotExist", "", 0)
			say(g, "ends")
			delete(on, e.thread)
		case sysBegin:
			move(g, "Syscall", "", 0)
		case sysEnd:
			move(g, "Running", "", 0)
		case sysEndBlocked:
			move(g, "Runnable", "", 0)
			delete(on, e.thread)
		case taskBegin:
			say(g, "begins the task %q", word(3))
		case taskEnd:
			say(g, "ends the task")
		case regionBegin:
			say(g, "enters the region %q", word(2))
		case regionEnd:
			say(g, "leaves the region %q", word(2))
		case userLog:
			say(g, "logs %s=%q", word(2), word(3))
		}
	}
	return all, lines
}

// --- The same by Go's own tool ---

var line = regexp.MustCompile(`StateTransition .*Resource=Goroutine\((\d+)\) Reason=(".*?") GoID=\d+ (\w+->\w+)`)

func byGo(path string) map[string][]string {
	output, err := exec.Command("go", "tool", "trace", "-d=1", path).Output()
	if err != nil {
		panic(err)
	}
	all := map[string][]string{}
	for _, found := range line.FindAllStringSubmatch(string(output), -1) {
		from, to, _ := strings.Cut(found[3], "->")
		if from != "Undetermined" && from != to {
			all[found[1]] = append(all[found[1]], found[3]+" "+found[2])
		}
	}
	return all
}

// waiting says whether a dump shows that function in that state.
func waiting(function, state string) bool {
	buffer := make([]byte, 1<<16)
	for _, one := range strings.Split(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
		if strings.Contains(one, "main."+function+"(") && strings.Contains(one, "["+state) {
			return true
		}
	}
	return false
}

func record(path string, background bool) {
	out, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	trace.Start(out)
	ended := make(chan struct{})
	go func() { serve(background); close(ended) }()
	if !background {
		<-ended
	}
	for background && !(waiting("serve", "semacquire") && waiting("load", "select")) {
		time.Sleep(time.Millisecond) // until the clock of the request has run, and both wait
	}
	trace.Stop()
	out.Close()
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "record" {
		record(os.Args[2], true)
		return
	}
	all, lines := told(read(recorded))
	fmt.Println("a recorded run: each event of serve, of load, and of what makes them ready")
	for _, line := range lines {
		var g uint64
		fmt.Sscanf(line[strings.Index(line, "goroutine"):], "goroutine %d", &g)
		if name := all[g].name; name == "record.func1" || name == "load" || strings.HasSuffix(name, "of context") {
			fmt.Println(line)
		}
	}
	dir, _ := os.MkdirTemp("", "trace")
	defer os.RemoveAll(dir)
	for _, background := range []bool{true, false} {
		path := filepath.Join(dir, fmt.Sprint(background))
		record(path, background)
		data, _ := os.ReadFile(path)
		all, _ := told(read(data))
		same, count := true, 0
		theirs := byGo(path)
		for g, one := range all {
			same = same && fmt.Sprint(one.moves) == fmt.Sprint(theirs[fmt.Sprint(g)])
			count += len(one.moves)
			delete(theirs, fmt.Sprint(g))
		}
		fmt.Println("its limit is taken from Background:", background)
		fmt.Println("go tool trace has the same moves:", same && len(theirs) == 0 && count > 10)
		for _, name := range []string{"record.func1", "load"} {
			for _, one := range all {
				if one.name == name && (background || name == "load") {
					fmt.Println(strings.Replace(name, "record.func1", "serve", 1))
					for _, what := range one.story {
						fmt.Println("  ", strings.Replace(what, "record.func1", "serve", 1))
					}
				}
			}
		}
	}
}
