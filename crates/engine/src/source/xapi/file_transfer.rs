//! How files of this computer go to a server's handlers, and come from them: a task is made first, then the
//! handler is asked with it. The answer to the request comes before the work; what became of that, the
//! task tells.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ::xapi::{ApiError, Error, OpaqueRef, Session, Task, TaskStatus, calls};
use bytes::{Buf, Bytes};
use images::xva::{Archive, Metadata};
use inventory::{
    Problem,
    jobs::plan::{Call, Direction},
};
use tokio::{
    sync::{mpsc, watch},
    task::spawn_blocking,
    time::{sleep, timeout},
};

use super::{
    calls::{mark, or_left, timed},
    upload::told,
};
use crate::{
    files::{
        cannot_read,
        part::{PartFile, not_written},
    },
    problems,
    source::{FileOf, Submission, SubmitError, Submitted, Transfer},
    transfers::{Traffic, export},
};

/// So many pieces are under way between the server and the disk: who is faster waits for the other.
const UNDER_WAY: usize = 16;
/// A file is read in pieces of this size at the most.
const PIECE: usize = 256 << 10;
/// When all bytes have come, or none comes any more, the task ends within moments; it is asked this often.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// Where something else went wrong, the task has so long to say why.
const WHY: Duration = Duration::from_secs(10);

/// What a person has to hear of an error: a host that is not trusted is named.
pub(super) type Named = Box<dyn Fn(&Error) -> Problem + Send + Sync>;

/// Makes the task; what moves the bytes is for the caller to drive.
pub(super) async fn submit(
    session: &Session,
    named: Named,
    left: watch::Receiver<bool>,
    submission: &Submission,
    file: &FileOf,
) -> Result<Submitted, SubmitError> {
    // Nothing is asked of the handler before there is a task: what goes wrong until then has had no effect.
    let refused = SubmitError::Refused;
    let call = &submission.call;
    let moved = match file.direction {
        Direction::FromServer { replaces } => {
            let part = PartFile::begin(&file.path, &file.part, replaces).map_err(refused)?;
            Moved::In(part)
        }
        Direction::ToServer { takes_damage } => {
            let (opened, length, about) = look_into(&file.path).await.map_err(refused)?;
            if call.asked().any(|said| said == ("restore", "true")) {
                is_new(session, left.clone(), &about)
                    .await
                    .map_err(refused)?;
            }
            Moved::Out {
                file: opened,
                length,
                takes_damage,
            }
        }
    };
    let made = timed(session.run(calls::task::create(&call.method, "")));
    let task: OpaqueRef = match or_left(left.clone(), made).await {
        Ok(task) => task.opaque().clone(),
        Err(error) => return Err(refused(problems::of(&error))),
    };
    // By its mark it is found again, should the program end in the midst of it.
    mark(session.clone(), task.clone(), submission.clone()).await;
    let wire = Wire {
        session: session.clone(),
        named,
        left,
        path: path_of(call, &task),
        task: task.clone(),
        target: file.path.clone(),
    };
    let (total, is_download) = match &moved {
        Moved::In(_) => (None, true),
        Moved::Out { length, .. } => (Some(*length), false),
    };
    let traffic = Arc::new(Traffic::new(total));
    let passed = traffic.clone();
    Ok(Submitted::Transfer(Transfer {
        task,
        is_download,
        traffic: Some(traffic),
        moves: Box::pin(async move {
            match moved {
                Moved::In(part) => wire.receive(part, &passed).await,
                Moved::Out {
                    file,
                    length,
                    takes_damage,
                } => wire.send(file, length, takes_damage, &passed).await,
            }
        }),
    }))
}

/// The request line's path: the session is not in it, but in a cookie.
fn path_of(call: &Call, task: &OpaqueRef) -> String {
    let object = call.object().unwrap_or_default();
    let about = match call.method.as_str() {
        "import" => "sr_id",
        _ => "ref",
    };
    let asked: String = call
        .asked()
        .map(|(name, value)| format!("&{name}={value}"))
        .collect();
    format!("/{}?{about}={object}{asked}&task_id={task}", call.method)
}

/// Which way the bytes go.
enum Moved {
    In(PartFile),
    Out {
        file: File,
        length: u64,
        takes_damage: bool,
    },
}

/// Opens a file that is to be sent, and reads what it says of itself.
async fn look_into(path: &Path) -> Result<(File, u64, Metadata), Problem> {
    let path = path.to_owned();
    let look = move || {
        let open = || {
            let about = fs::metadata(&path)?;
            if !about.is_file() {
                return Err(io::Error::other("it is no file"));
            }
            Ok((File::open(&path)?, about.len()))
        };
        let unread = |error: io::Error| cannot_read(&path, &error);
        let (file, length) = open().map_err(unread)?;
        let archive = Archive::open(&file).map_err(|error| problems::of_image(&path, &error))?;
        let about = archive.metadata().clone();
        // What follows reads from the beginning again.
        io::Seek::rewind(&mut &file).map_err(unread)?;
        Ok((file, length, about))
    };
    spawn_blocking(look).await.unwrap_or_else(came_to_grief)
}

/// A server would put the file in the place of a machine that has its uuid, or refuse at the end of its
/// own checks. Neither is meant by who restores one that is gone.
async fn is_new(
    session: &Session,
    left: watch::Receiver<bool>,
    about: &Metadata,
) -> Result<(), Problem> {
    for machine in &about.machines {
        let found = timed(session.run(calls::vm::get_by_uuid(&machine.uuid)));
        match or_left(left.clone(), found).await {
            Ok(_) => return Err(Problem::new("restore_exists").with("name", &machine.name)),
            Err(Error::Api(ApiError::UuidInvalid { .. })) => {}
            Err(error) => return Err(problems::of(&error)),
        }
    }
    Ok(())
}

/// A transfer that has its task.
struct Wire {
    session: Session,
    named: Named,
    left: watch::Receiver<bool>,
    path: String,
    task: OpaqueRef,
    target: PathBuf,
}

impl Wire {
    /// Writes what the server sends. It is kept if the task has ended well, and all that came is whole.
    async fn receive(self, part: PartFile, traffic: &Traffic) -> Result<(), Problem> {
        let (give, taken) = mpsc::channel(UNDER_WAY);
        let target = self.target.clone();
        let writing = spawn_blocking(move || write(&target, Coming::new(taken), part));
        let fetched = or_left(
            self.left.clone(),
            fetch(&self.session, &self.path, give, traffic),
        );
        let fetched = fetched.await;
        let written = writing.await.unwrap_or_else(came_to_grief);
        let part = match (fetched, written) {
            (Ok(()), Ok(part)) => part,
            // That the rest is missing follows from it.
            (Err(error), _) => return Err(self.broken(&error).await),
            (Ok(()), Err(Unwritten::Here(problem))) => return Err(problem),
            // What is not whole is not, because the server has failed, mostly.
            (Ok(()), Err(Unwritten::There(problem))) => return Err(self.why(problem).await),
        };
        self.task_ends_well().await?;
        let kept = spawn_blocking(move || part.keep());
        kept.await.unwrap_or_else(came_to_grief)
    }

    /// Sends a file, and judges it while it is read.
    async fn send(
        self,
        file: File,
        length: u64,
        takes_damage: bool,
        traffic: &Traffic,
    ) -> Result<(), Problem> {
        let letting_in = self.session.upload(&self.path, length);
        let mut upload = match or_left(self.left.clone(), letting_in).await {
            Ok(upload) => upload,
            Err(error) => return Err(self.broken(&error).await),
        };
        let (give, mut taken) = mpsc::channel::<Bytes>(UNDER_WAY);
        let target = self.target.clone();
        let reading = spawn_blocking(move || read(&target, &file, takes_damage, &give));
        let sending = async {
            while let Some(piece) = taken.recv().await {
                upload.write(&piece).await?;
                traffic.add(piece.len());
            }
            Ok::<_, Error>(upload)
        };
        let sent = or_left(self.left.clone(), sending).await;
        // A server that takes no more keeps nobody reading.
        drop(taken);
        // What is wrong with the file is said first: then the server has not got all of it.
        reading.await.unwrap_or_else(came_to_grief)?;
        let finished = match sent {
            Ok(upload) => or_left(self.left.clone(), upload.finish()).await,
            Err(error) => Err(error),
        };
        match finished {
            Ok(()) => Ok(()),
            Err(error) => told(&self.session, &self.task, &error).await,
        }
    }

    /// Why the server was not reached, or not any more: what its task says, if it has ended, else what was
    /// seen here, with the name of the host.
    async fn broken(&self, error: &Error) -> Problem {
        match told(&self.session, &self.task, error).await {
            Err(problem) if problem != problems::of(error) => problem,
            _ => (self.named)(error),
        }
    }

    /// Why the task has failed, if it has, or does within moments; else what was seen of it here.
    async fn why(&self, seen: Problem) -> Problem {
        match timeout(WHY, self.task_ends_well()).await {
            Ok(Err(why)) if why.code != "not_live" => why,
            _ => seen,
        }
    }

    async fn task_ends_well(&self) -> Result<(), Problem> {
        loop {
            let task = self.task.clone().into();
            let record = timed(self.session.get_record::<Task>(&task));
            let record = or_left(self.left.clone(), record).await;
            let record = record.map_err(|error| problems::of(&error))?;
            match record.status {
                TaskStatus::Success => return Ok(()),
                TaskStatus::Failure => return Err(problems::of_task(&record.error_info)),
                TaskStatus::Cancelled => return Err(Problem::new("cancelled")),
                _ => sleep(ASK_AGAIN).await,
            }
        }
    }
}

async fn fetch(
    session: &Session,
    path: &str,
    give: mpsc::Sender<Bytes>,
    traffic: &Traffic,
) -> Result<(), Error> {
    let mut download = session.get_patiently(path).await?;
    while let Some(piece) = download.chunk().await? {
        traffic.add(piece.len());
        if give.send(piece).await.is_err() {
            // Who writes has stopped, and says why.
            break;
        }
    }
    Ok(())
}

/// Why a file was not written.
enum Unwritten {
    /// It could not be.
    Here(Problem),
    /// What came is not whole.
    There(Problem),
}

fn came_to_grief<T, E: From<Problem>>(error: tokio::task::JoinError) -> Result<T, E> {
    Err(Problem::new("internal")
        .with("why", error.to_string())
        .into())
}

impl From<Problem> for Unwritten {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

fn write(target: &Path, coming: Coming, mut part: PartFile) -> Result<PartFile, Unwritten> {
    match export::pass(coming, false, |bytes| part.write_all(bytes)) {
        Ok(()) => Ok(part),
        Err(export::Stopped::Taker(error)) => Err(Unwritten::Here(not_written(target, &error))),
        Err(export::Stopped::Giver(error)) => Err(Unwritten::Here(cannot_read(target, &error))),
        Err(export::Stopped::Damage(error)) => {
            Err(Unwritten::There(problems::of_image(target, &error)))
        }
    }
}

fn read(
    target: &Path,
    file: &File,
    takes_damage: bool,
    give: &mpsc::Sender<Bytes>,
) -> Result<(), Problem> {
    let reader = io::BufReader::with_capacity(PIECE, file);
    let pass = |bytes: &[u8]| {
        let given = give.blocking_send(Bytes::copy_from_slice(bytes));
        given.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    };
    match export::pass(reader, takes_damage, pass) {
        // Why the server takes no more, its task tells.
        Ok(()) | Err(export::Stopped::Taker(_)) => Ok(()),
        Err(export::Stopped::Giver(error)) => Err(cannot_read(target, &error)),
        Err(export::Stopped::Damage(error)) => Err(problems::of_image(target, &error)),
    }
}

/// Bytes that come from elsewhere, to be read by who may wait.
struct Coming {
    taken: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

impl Coming {
    fn new(taken: mpsc::Receiver<Bytes>) -> Self {
        Self {
            taken,
            piece: Bytes::new(),
        }
    }
}

impl Read for Coming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.taken.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}
