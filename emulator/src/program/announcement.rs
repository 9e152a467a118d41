//! The announcement that the emulator is ready, in a form for people, shells or other programs.

use std::path::PathBuf;

use serde_json::json;

use super::ready_file::ReadyFile;
use crate::config::{DEFAULT_TOKEN, find_mistake};
use crate::emulator::Emulator;
use crate::error::Error;
use crate::setting::Setting;

/// The form of the output for other programs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    Env,
    Json,
    PowerShell,
    Cmd,
}

/// How the program announces that it is ready.
#[derive(Debug, Default)]
pub(super) struct Announcement {
    pub(super) form: Option<Form>,
    pub(super) ready_file: Option<PathBuf>,
    /// True if the line for people shows a placeholder instead of the token.
    pub(super) hides_token: bool,
}

impl Announcement {
    /// Prepares the file, so that a path that cannot be written is an error before the emulator
    /// listens.
    pub(super) fn prepare(&self) -> Result<Option<ReadyFile>, Error> {
        self.ready_file.clone().map(ReadyFile::create).transpose()
    }

    /// The text for standard output.
    pub(super) fn text(&self, emulator: &Emulator) -> String {
        let (url, token) = (emulator.url(), emulator.token());
        let Some(form) = self.form else {
            let token = if self.hides_token { "<your token>" } else { DEFAULT_TOKEN };
            // In the words of the shell that people have.
            let ready = match cfg!(windows) {
                true => format!("$env:EDGEGAP_BASE_URL='{url}'; $env:EDGEGAP_TOKEN='{token}'"),
                false => format!("export EDGEGAP_BASE_URL={url} EDGEGAP_TOKEN={token}"),
            };
            return format!("Edgegap emulator is ready: {ready}\nIts page: {url}/_emulator/\n");
        };
        if form == Form::Json {
            return json(emulator);
        }
        let variables = [("EDGEGAP_BASE_URL", url.as_str()), ("EDGEGAP_TOKEN", token)];
        variables.map(|(name, value)| form.assignment(name, value)).concat()
    }
}

/// The URL and the token as one line of JSON, for the ready file too.
pub(super) fn json(emulator: &Emulator) -> String {
    let ready = json!({
        "url": emulator.url(),
        "token": emulator.token(),
        "pid": std::process::id(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    format!("{ready}\n")
}

impl Form {
    pub(super) fn parse(text: &str) -> Result<Form, Error> {
        let wrong = |why: &str| Err(Error::new(format!("The form of the output {why}.")).about(&[Setting::Print]));
        match text.trim().to_ascii_lowercase().as_str() {
            "env" => Ok(Form::Env),
            "json" => Ok(Form::Json),
            "powershell" => Ok(Form::PowerShell),
            "cmd" => Ok(Form::Cmd),
            _ => match find_mistake(text) {
                Some(mistake) => wrong(mistake),
                None => wrong(&format!("must be env, json, powershell or cmd, but is {:?}", text.trim())),
            },
        }
    }

    /// The line that sets a variable in a shell. A value has printable ASCII characters only.
    fn assignment(self, name: &str, value: &str) -> String {
        match self {
            Form::Env | Form::Json => format!("export {name}='{}'\n", value.replace('\'', r"'\''")),
            Form::PowerShell => format!("$env:{name} = '{}'\n", value.replace('\'', "''")),
            Form::Cmd => format!("set {name}={}\r\n", escape_for_cmd(value)),
        }
    }
}

/// Escapes a value for a batch file. Quotation marks around it would not protect a value that
/// contains one.
fn escape_for_cmd(value: &str) -> String {
    let mut escaped = String::new();
    for character in value.chars() {
        match character {
            '%' => escaped.push('%'),
            '^' | '&' | '|' | '<' | '>' | '(' | ')' | '"' => escaped.push('^'),
            _ => {}
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All characters that a token may contain.
    fn token() -> String {
        ('!'..='~').collect()
    }

    #[test]
    fn forms_are_parsed_in_any_case() {
        for (text, form) in
            [("env", Form::Env), (" JSON\n", Form::Json), ("PowerShell", Form::PowerShell), ("cmd", Form::Cmd)]
        {
            assert_eq!(Form::parse(text).unwrap(), form);
        }
        for (text, part) in
            [("fish", "\"fish\""), ("'env'", "quotation marks"), ("yes", "env, json, powershell or cmd")]
        {
            let error = Form::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn powershell_doubles_quotation_marks() {
        assert_eq!(Form::PowerShell.assignment("A", "a'b$c`\"d"), "$env:A = 'a''b$c`\"d'\n");
        let line = Form::PowerShell.assignment("A", &token());
        let quoted = line.strip_prefix("$env:A = '").and_then(|rest| rest.strip_suffix("'\n")).unwrap();
        assert_eq!(quoted.replace("''", "'"), token());
    }

    #[test]
    fn cmd_reads_the_value_back() {
        assert_eq!(Form::Cmd.assignment("A", "a%b&c^\"d"), "set A=a%%b^&c^^^\"d\r\n");
        let line = Form::Cmd.assignment("A", &token());
        // First percent signs, then carets, outside of quotation marks, as cmd does in a batch
        // file.
        let line = line.strip_prefix("set A=").and_then(|rest| rest.strip_suffix("\r\n")).unwrap().replace("%%", "%");
        let (mut value, mut characters) = (String::new(), line.chars());
        while let Some(character) = characters.next() {
            assert!(!"&|<>()\"".contains(character), "{character} has a meaning for cmd");
            value.push(if character == '^' { characters.next().unwrap() } else { character });
        }
        assert_eq!(value, token());
    }
}
