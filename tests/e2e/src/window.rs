//! The app's window, as a person finds their way in it: by roles, names and what is written.

use std::{future::Future, mem::ManuallyDrop, path::PathBuf, time::Duration};

use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use test_support::poll;
use thirtyfour::{By, Key, WebDriver, WebElement, prelude::ElementQueryable};

use crate::process;

/// How long what a person waits for may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

/// The window. It stays open when this value goes, so that a test that failed can be looked at.
pub struct Window {
    driver: ManuallyDrop<WebDriver>,
    /// The app's own folder, by which its process is known.
    folder: PathBuf,
}

impl Window {
    /// The window that this driver drives, of the app that was started with `folder`.
    pub fn new(driver: WebDriver, folder: PathBuf) -> Self {
        Self {
            driver: ManuallyDrop::new(driver),
            folder,
        }
    }

    /// What has this role and this name (or any, if empty), as soon as it is there.
    pub async fn find(&self, role: &str, name: &str) -> Result<WebElement> {
        let what = format!("a {role} named {name:?}");
        until(&what, || self.look(role, name, false)).await
    }

    /// The same; the name need only contain `part`.
    pub async fn find_with(&self, role: &str, part: &str) -> Result<WebElement> {
        let what = format!("a {role} with {part:?} in its name");
        until(&what, || self.look(role, part, true)).await
    }

    /// What has this role and name now; `part`: the name need only contain it.
    pub async fn look(&self, role: &str, name: &str, part: bool) -> Result<Option<WebElement>> {
        let arguments = vec![json!(role), json!(name), json!(part)];
        let found = self
            .driver
            .execute(include_str!("find.js"), arguments)
            .await?;
        if found.json().is_null() {
            return Ok(None);
        }
        Ok(Some(found.element()?))
    }

    /// Clicks it.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        // What is found may be drawn anew before it is clicked; then it is looked for again.
        until(&format!("a click on the {role} {name:?}"), || async {
            let Some(element) = self.look(role, name, false).await? else {
                return Ok(None);
            };
            click_if_enabled(&element).await
        })
        .await
    }

    /// Clicks what has `part` in its name.
    pub async fn click_with(&self, role: &str, part: &str) -> Result<()> {
        until(&format!("a click on the {role} with {part:?}"), || async {
            let Some(element) = self.look(role, part, true).await? else {
                return Ok(None);
            };
            click_if_enabled(&element).await
        })
        .await
    }

    /// Chooses what has this label: a choice whose own mark may be too small to click.
    pub async fn choose(&self, label: &str) -> Result<()> {
        let label = format!("//label[normalize-space()={label:?}]");
        self.click_at(label).await
    }

    /// The same for the first of which the label has `part` in it.
    pub async fn choose_with(&self, part: &str) -> Result<()> {
        let label = format!("//label[contains(normalize-space(), {part:?})]");
        self.click_at(label).await
    }

    async fn click_at(&self, xpath: String) -> Result<()> {
        let query = self.driver.query(By::XPath(xpath));
        let query = query.wait(PATIENCE, Duration::from_millis(100));
        Ok(query.first().await?.click().await?)
    }

    /// Chooses all of the list that has the focus.
    pub async fn choose_all(&self) -> Result<()> {
        let keys = self.driver.action_chain().key_down(Key::Control);
        Ok(keys.send_keys("a").key_up(Key::Control).perform().await?)
    }

    /// Opens the menu of what has this role and name.
    pub async fn open_menu_of(&self, role: &str, name: &str) -> Result<()> {
        let element = self.find(role, name).await?;
        let pressed = self.driver.action_chain().context_click_element(&element);
        Ok(pressed.perform().await?)
    }

    /// Takes something and carries it over something else; it is not dropped yet.
    pub async fn carry(&self, from: &WebElement, to: &WebElement) -> Result<()> {
        let taken = self.driver.action_chain().click_and_hold_element(from);
        // By steps, as a hand does: the first only tells that this is no click.
        let moved = taken.move_by_offset(4, 6).move_by_offset(4, 6);
        Ok(moved.move_to_element_center(to).perform().await?)
    }

    /// Drops what is carried.
    pub async fn drop_it(&self) -> Result<()> {
        Ok(self.driver.action_chain().release().perform().await?)
    }

    /// Writes into the field with this label, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let what = format!("a field named {label:?}");
        // One that offers what may be typed is a combobox, one for a number a spin button.
        let field = until(&what, || async {
            for role in ["textbox", "combobox", "spinbutton"] {
                if let Some(field) = self.look(role, label, false).await? {
                    return Ok(Some(field));
                }
            }
            Ok(None)
        });
        let field = field.await?;
        field.click().await?;
        // The driver's way to clear a field tells the page nothing, which may put back what was there.
        field.send_keys(Key::Control + "a").await?;
        if text.is_empty() {
            field.send_keys(Key::Delete).await?;
        } else {
            field.send_keys(text).await?;
        }
        // What is offered lies over other things, until one leaves the field.
        if field.attr("role").await?.as_deref() == Some("combobox") {
            self.script("document.activeElement?.blur()").await?;
        }
        Ok(())
    }

    /// Waits until the window says this somewhere.
    pub async fn says(&self, text: &str) -> Result<()> {
        until(&format!("the words {text:?}"), || async {
            Ok(without_blanks(&self.text().await?)
                .contains(&without_blanks(text))
                .then_some(()))
        })
        .await
    }

    /// Waits until the window shows this SHA-256 fingerprint, however it is set in groups and lines.
    pub async fn shows_fingerprint(&self, fingerprint: &str) -> Result<()> {
        const SHOWN: &str =
            "return [...document.querySelectorAll('[data-fingerprint]')].map((e) => e.textContent)";
        let digits = |text: &str| text.replace(|c: char| !c.is_ascii_hexdigit(), "");
        until(&format!("the fingerprint {fingerprint}"), || async {
            let shown = self.script(SHOWN).await?;
            Ok(shown
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .any(|text| digits(text) == digits(fingerprint))
                .then_some(()))
        })
        .await
    }

    /// All that the window says.
    pub async fn text(&self) -> Result<String> {
        // Layout breaks lines where a sentence has none.
        let text = self
            .script("return document.body.innerText.replace(/\\s+/g, ' ')")
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self
            .driver
            .execute(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn script_async(&self, script: &str) -> Result<Value> {
        Ok(self
            .driver
            .execute_async(script, Vec::new())
            .await?
            .json()
            .clone())
    }

    /// Types keys wherever the focus is.
    pub async fn type_keys(&self, keys: &str) -> Result<()> {
        self.driver.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Presses one key that writes nothing.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.driver.action_chain().send_keys(key).perform().await?;
        Ok(())
    }

    /// Whether a script asks for the person's attention.
    pub async fn has_alert(&self) -> bool {
        self.driver.get_alert_text().await.is_ok()
    }

    /// The first thing that fits a CSS selector, where there is no role to go by.
    pub async fn css(&self, selector: &str) -> Result<WebElement> {
        Ok(self
            .driver
            .query(By::Css(selector))
            .wait(PATIENCE, Duration::from_millis(100))
            .first()
            .await?)
    }

    /// Kills the app, and waits until it is gone.
    pub async fn killed(self) -> Result<()> {
        for app in process::started_with(&self.folder) {
            process::kill(app);
        }
        self.gone().await
    }

    /// Ends the app as the system does when a person leaves, and waits until it is gone. (The
    /// driver's own way is to kill it, which no app can answer with a log-out.)
    pub async fn close(self) -> Result<()> {
        for app in process::started_with(&self.folder) {
            process::ask_to_end(app);
        }
        self.gone().await
    }

    async fn gone(self) -> Result<()> {
        until("the app to end", || async {
            Ok(process::started_with(&self.folder).is_empty().then_some(()))
        })
        .await?;
        // Its driver is only told: there is nothing left that it could close.
        let _ = ManuallyDrop::into_inner(self.driver).quit().await;
        Ok(())
    }
}

/// Clicks what can be clicked. A click on what is disabled would be no error, and do nothing: a person
/// waits until it can be clicked.
async fn click_if_enabled(element: &WebElement) -> Result<Option<()>> {
    if element.is_enabled().await.unwrap_or(false) {
        return Ok(element.click().await.ok());
    }
    Ok(None)
}

/// Layout breaks lines where a sentence has none.
fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Asks again and again until there is an answer.
pub async fn until<T, F>(what: &str, mut ask: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let mut last = None;
    let answer = poll(PATIENCE, async || match ask().await {
        Ok(answer) => answer,
        // A page that is just changing makes single questions fail.
        Err(error) => {
            last = Some(error);
            None
        }
    });
    let answer = answer.await;
    answer.ok_or_else(|| {
        let last = last.unwrap_or_else(|| anyhow!("there is no answer"));
        last.context(format!("waited in vain for {what}"))
    })
}
