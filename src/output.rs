//! A report as text or JSON.
