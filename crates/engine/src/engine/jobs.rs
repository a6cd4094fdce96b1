//! The commands that are about jobs.

use std::path::Path;

use inventory::{
    ActionState, ConnectionId, Job, JobRequest, ObjectKey, Problem,
    jobs::{
        self, Form, Found, FoundInFile, Preview,
        plan::{Act, OwnAct, Plan},
        render::{self, ScriptLanguage},
    },
};

use super::Engine;
use crate::{
    api::{HistoryPlace, TaskHistory, TaskRequest},
    shown::project_all,
    transfers::disk_import,
    windows::WindowId,
};

#[allow(missing_docs)] // They are documented in the list of commands, once.
impl Engine {
    pub async fn actions(&self, objects: Vec<ObjectKey>) -> Result<Vec<ActionState>, Problem> {
        self.looking_at_all(move |connections| jobs::actions(connections, &objects))
            .await
    }

    pub async fn job_form(
        &self,
        job: Job,
        objects: Vec<ObjectKey>,
        about: Option<ObjectKey>,
    ) -> Result<Form, Problem> {
        self.looking_at_all(move |connections| {
            jobs::form_about(connections, job, &objects, about.as_ref())
        })
        .await
    }

    pub async fn ask_server(
        &self,
        window: &WindowId,
        question: u32,
        request: JobRequest,
        field: String,
        object: ObjectKey,
    ) -> Result<Vec<Found>, Problem> {
        let connection = self.0.connections.get(&object.connection)?;
        let (asked, of, at) = (request.clone(), field.clone(), object.clone());
        let call = self
            .looking_at_all(move |all| jobs::question(all, &asked, &of, &at))
            .await??;
        let who = (window.clone(), question);
        let reply = self.0.questions.ask(who, &connection, call).await?;
        self.looking_at_all(move |all| jobs::found(all, &request, &field, &object, reply))
            .await?
    }

    pub async fn stop_asking(&self, window: &WindowId, question: u32) -> Result<(), Problem> {
        self.0.questions.stop(&(window.clone(), question));
        Ok(())
    }

    pub async fn preview_job(
        &self,
        request: JobRequest,
        objects: Vec<ObjectKey>,
    ) -> Result<Preview, Problem> {
        let request = looked_into(request).await?;
        self.looking_at_all(move |connections| jobs::preview(connections, &request, &objects))
            .await
    }

    pub async fn job_script(
        &self,
        request: JobRequest,
        objects: Vec<ObjectKey>,
        language: ScriptLanguage,
    ) -> Result<String, Problem> {
        let request = looked_into(request).await?;
        self.looking_at_all(move |connections| {
            render::script(connections, &request, &objects, language)
        })
        .await?
    }

    pub async fn run_job(
        &self,
        request: JobRequest,
        objects: Vec<ObjectKey>,
        seen: Option<String>,
    ) -> Result<Vec<String>, Problem> {
        let request = looked_into(request).await?;
        if !request.job().methods().is_empty() {
            return self.0.runner.run(&request, &objects, seen.as_deref());
        }
        for object in &objects {
            let plan: Result<Plan, Problem> = project_all(&self.0.connections.all(), |all| {
                let info = all.iter().find(|info| *info.id == object.connection);
                let info = info.ok_or_else(|| Problem::new("no_such_object"))?;
                Ok(jobs::plan(info, &request, object)?)
            });
            for step in plan?.steps {
                if let Act::Own(act) = step.act {
                    self.act(&object.connection, act).await?;
                }
            }
        }
        Ok(Vec::new())
    }

    pub async fn undo_task(&self, id: String) -> Result<String, Problem> {
        self.0.runner.undo(&id)
    }

    pub async fn go_on(&self, id: String) -> Result<(), Problem> {
        self.0.runner.go_on(&id)
    }

    pub async fn take_back(&self, id: String) -> Result<(), Problem> {
        self.0.runner.take_back(&id)
    }

    pub async fn task_request(&self, id: String) -> Result<TaskRequest, Problem> {
        self.0.runner.request_of(&id).await
    }

    pub async fn task_history(
        &self,
        text: String,
        after: Option<HistoryPlace>,
    ) -> Result<TaskHistory, Problem> {
        self.0.runner.history(text, after).await
    }

    pub async fn retry_group(&self, group: String) -> Result<Vec<String>, Problem> {
        self.0.runner.retry_group(&group)
    }

    pub async fn undo_group(&self, group: String) -> Result<Vec<String>, Problem> {
        self.0.runner.undo_group(&group)
    }

    pub async fn cancel_group(&self, group: String) -> Result<(), Problem> {
        self.0.runner.cancel_group(&group).await
    }

    pub async fn cancel_task(&self, id: String) -> Result<(), Problem> {
        self.0.runner.cancel(&id).await
    }

    pub async fn clear_tasks(&self) -> Result<(), Problem> {
        self.0.runner.clear();
        Ok(())
    }
}

/// The same once the file that it is about was looked into: plans are made of what is there.
async fn looked_into(mut request: JobRequest) -> Result<JobRequest, Problem> {
    if request.looks_into().is_none() {
        return Ok(request);
    }
    let looking = tokio::task::spawn_blocking(move || {
        if let Some((file, found)) = request.looks_into() {
            let file = file.trim().to_owned();
            // No other path means the same wherever it is read; the plan says so.
            let looked = Path::new(&file)
                .is_absolute()
                .then(|| disk_import::look_into(Path::new(&file)));
            *found = looked.map(|looked| FoundInFile {
                file,
                disk: looked.as_ref().ok().copied(),
                problem: looked.err(),
            });
        }
        request
    });
    let looked = looking.await;
    looked.map_err(|_| Problem::new("internal").with("why", "a file could not be looked into"))
}

impl Engine {
    /// Changes the program's own state of a connection.
    async fn act(&self, id: &ConnectionId, act: OwnAct) -> Result<(), Problem> {
        let id = id.clone();
        match act {
            OwnAct::Connect => self.connect(id).await,
            OwnAct::Disconnect => self.disconnect(id).await,
            OwnAct::SetReadOnly(read_only) => self.set_read_only(id, read_only).await,
            OwnAct::Prefer => self.prefer(id).await,
            OwnAct::Remove => self.remove_connection(id).await,
        }
    }

    async fn looking_at_all<T: Send + 'static>(
        &self,
        work: impl FnOnce(&[inventory::ConnectionInfo<'_>]) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let connections = self.0.connections.clone();
        tokio::task::spawn_blocking(move || project_all(&connections.all(), work))
            .await
            .map_err(|_| Problem::new("internal").with("why", "a projection failed"))
    }
}
