"""What a file system may have on the disk when the power fails (after Pillai et al., "All File Systems Are Not Created
Equal", OSDI 2014).

Sure is what an fsync that had returned covers: of a file its bytes and its size, of a directory its names. All else
that was done may be there or not, each by itself: every page of 4 KiB as it was after any of its writes, or torn
between two sectors of 512 bytes; the size after any change of it, with zeros where pages are missing; each creation,
renaming and removal of a name, a rename also with the old name still there. That is less than POSIX file systems
grant, and what they have in common. Modes are left out.
"""

import hashlib
import os

PAGE, SECTOR = 4096, 512
DIRECTORY = "directory"


class Page:
    """A page at one moment: its bytes, up to where something was written, with a name for them."""

    def __init__(self, data=b""):
        self.data = data
        self.name = hashlib.blake2b(data.ljust(PAGE, b"\0"), digest_size=16).digest()


NOTHING = Page()


class View:
    """A file as it may be found."""

    def __init__(self, size, pages):
        self.size, self.pages = size, pages
        names = b"".join(page.name for page in pages)
        self.name = hashlib.blake2b(size.to_bytes(8, "little") + names, digest_size=16).digest()

    def content(self):
        return b"".join(page.data.ljust(PAGE, b"\0") for page in self.pages)[:self.size]


class File:
    """Bytes whose pages and size have histories: what is sure first, what stands in memory last."""

    def __init__(self, data=b""):
        self.still = None  # the one view that there is, as long as all is sure
        self.sizes = [(0, len(data))]
        self.pages = {number: [(0, Page(data[number * PAGE:(number + 1) * PAGE]))]
                      for number in range((len(data) + PAGE - 1) // PAGE)}

    def write(self, stamp, offset, data):
        self.still = None
        for number in range(offset // PAGE, (offset + len(data) + PAGE - 1) // PAGE):
            history = self.pages.setdefault(number, [(0, NOTHING)])
            start = number * PAGE
            piece = data[max(0, start - offset):start + PAGE - offset]
            place = max(0, offset - start)
            old = history[-1][1].data.ljust(place, b"\0")
            history.append((stamp, Page(old[:place] + piece + old[place + len(piece):])))
        if offset + len(data) > self.sizes[-1][1]:
            self.sizes.append((stamp, offset + len(data)))

    def truncate(self, stamp, size):
        self.still = None
        for number, history in self.pages.items():
            if (number + 1) * PAGE > size and history[-1][1].data:
                history.append((stamp, Page(history[-1][1].data[:max(0, size - number * PAGE)])))
        self.sizes.append((stamp, size))

    def flush(self, began):
        """Makes sure what was done before step `began`."""
        for history in [self.sizes, *self.pages.values()]:
            while len(history) > 1 and history[1][0] < began:
                history.pop(0)

    def view(self, choices):
        """What is found where `choices` says how far each page and the size are in their histories."""
        if self.still:
            return self.still
        size = self.sizes[choices.get((self, "size"), 0)][1]
        pages = []
        for number in range((size + PAGE - 1) // PAGE):
            history = self.pages.get(number, [(0, NOTHING)])
            choice = choices.get((self, number), 0)
            if isinstance(choice, tuple):
                older, newer, cut = choice
                old, new = (history[index][1].data.ljust(PAGE, b"\0") for index in (older, newer))
                pages.append(Page(new[:cut] + old[cut:]))
            else:
                pages.append(history[choice][1])
        if size % PAGE and len(pages[-1].data) > size % PAGE:
            pages[-1] = Page(pages[-1].data[:size % PAGE])
        view = View(size, pages)
        if all(len(history) == 1 for history in [self.sizes, *self.pages.values()]):
            self.still = view
        return view


class State:
    """Names and files as they may be found after the power came back."""

    def __init__(self, names, choices):
        self.files = {path: node.view(choices) for path, node in names.items() if node is not DIRECTORY}
        self.directories = sorted(path for path, node in names.items() if node is DIRECTORY)

    def digest(self):
        total = hashlib.blake2b(repr(self.directories).encode(), digest_size=16)
        for path, view in sorted(self.files.items()):
            total.update(os.fsencode(path) + b"\0" + view.name)
        return total.digest()


class Disk:
    """A directory as it is in memory and on the disk, to which the steps of a recording are done.

    `deaf` is what is not flushed although it is asked for: "files", "directories", or nothing.
    """

    def __init__(self, directory, deaf=None):
        self.sure, self.pending, self.stamp, self.deaf = {}, [], 0, deaf
        for folder, folders, names in os.walk(directory):
            for name in folders + names:
                path = os.path.join(folder, name)
                node = DIRECTORY
                if name in names:
                    with open(path, "rb") as file:
                        node = File(file.read())
                self.sure[os.path.relpath(path, directory)] = node

    def now(self):
        """The names as the running program sees them."""
        return self.named({change: True for change in range(len(self.pending))})

    def named(self, choices):
        names = dict(self.sure)
        for number, (_, changes) in enumerate(self.pending):
            choice = choices.get(number)
            for path, node in changes:
                if choice is True or choice == "half" and node is not None:
                    names[path] = node
        return {path: node for path, node in names.items() if node is not None and self.has_place(path, names)}

    @staticmethod
    def has_place(path, names):
        parent = os.path.dirname(path)
        return not parent or names.get(parent) is DIRECTORY

    def do(self, step):
        """Does a step of a recording; its stamp is its number, from 1."""
        self.stamp += 1
        names = self.now()
        node = names.get(step.path)
        if step.kind == "write":
            node.write(self.stamp, *step.more)
        elif step.kind == "truncate":
            node.truncate(self.stamp, *step.more)
        elif step.kind == "flush":
            # Stamps begin at 1, and step numbers at 0.
            if isinstance(node, File) and self.deaf != "files":
                node.flush(step.began + 1)
            elif not isinstance(node, File) and self.deaf != "directories":
                self.flush_names(step.path, step.began + 1)
        elif step.kind == "create":
            self.change((step.path, File()))
        elif step.kind == "mkdir":
            self.change((step.path, DIRECTORY))
        elif step.kind == "unlink":
            self.change((step.path, None))
        elif step.kind == "rename":
            self.change((step.more[0], node), (step.path, None))
        else:
            raise ValueError(step.kind)

    def change(self, *changes):
        self.pending.append((self.stamp, list(changes)))

    def flush_names(self, directory, began):
        directory = "" if directory == "." else directory
        rest = []
        for stamp, changes in self.pending:
            kept = []
            for path, node in changes:
                if stamp < began and os.path.dirname(path) == directory:
                    self.sure[path] = node
                else:
                    kept.append((path, node))
            if kept:
                rest.append((stamp, kept))
        self.pending = rest

    def atoms(self):
        """All that may be on the disk or not: (what, how far it may be)."""
        found = [(number, True) for number in range(len(self.pending))]
        nodes = {id(node): node for node in self.sure.values() if isinstance(node, File)}
        nodes.update((id(node), node) for _, changes in self.pending for _, node in changes if isinstance(node, File))
        for node in nodes.values():
            if len(node.sizes) > 1:
                found.append(((node, "size"), len(node.sizes) - 1))
            found += [((node, number), len(history) - 1) for number, history in sorted(node.pages.items())
                      if len(history) > 1]
        return found

    def state(self, choices):
        return State(self.named(choices), choices)

    def systematic(self, drawn):
        """Choices of what is on the disk: nothing, everything, and each thing missing, alone, or half there."""
        atoms = self.atoms()
        last = dict(atoms)
        names = {key: True for key in last if isinstance(key, int)}
        sizes = {key: far for key, far in atoms if not isinstance(key, int) and key[1] == "size"}
        data = {key: far for key, far in atoms if key not in names and key not in sizes}
        yield from [{}, last, names, {**names, **sizes}, {**names, **data}, {**sizes, **data}]
        one_by_one = []
        for key, far in atoms:
            one_by_one += [{other: last[other] for other in last if other != key}, {key: far}]
            if key in names:
                one_by_one += [{**last, key: "half"}, {**sizes, **data, key: True}]
            else:
                one_by_one += [{**last, key: way} for way in range(1, far)]
            if key in data:
                one_by_one += [{**names, **sizes, key: far}, {**last, key: torn(drawn, far)}]
        drawn.shuffle(one_by_one)
        yield from one_by_one

    def at_random(self, drawn):
        """Each thing is on the disk, or not, with a chance that is drawn first."""
        chance, choices = drawn.choice([0.1, 0.5, 0.9, 0.98]), {}
        for key, far in self.atoms():
            if drawn.random() >= chance:
                continue
            choices[key] = True if isinstance(key, int) else drawn.randint(1, far)
            if isinstance(key, int) and drawn.random() < 0.1:
                choices[key] = "half"
            elif not isinstance(key, int) and key[1] != "size" and drawn.random() < 0.1:
                choices[key] = torn(drawn, far)
        return choices


def torn(drawn, far):
    """A page of which the sectors up to some place are new."""
    newer = drawn.randint(1, far)
    return drawn.randrange(newer), newer, SECTOR * drawn.randrange(1, PAGE // SECTOR)
