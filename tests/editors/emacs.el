;; Asks Emacs what eglot and flymake show of a draft. Run by emacs.sh in batch mode.

(require 'eglot)
(require 'flymake)

;; Debian's Emacs has no mode for Markdown; a text mode goes by the same configuration.
(add-to-list 'auto-mode-alist '("\\.md\\'" . text-mode))
(setq eglot-sync-connect 30 eglot-confirm-server-edits nil native-comp-jit-compilation nil)

(defun wanted (name) (getenv name))

(defun until (what ask)
  (let ((n 0) answer)
    (while (and (not (setq answer (funcall ask))) (< n 400))
      (setq n (1+ n))
      (accept-process-output nil 0.05))
    (unless answer (message "error: %s did not come" what) (kill-emacs 1))
    (message "seen: %s" what)
    answer))

(defun go-to (words)
  (goto-char (point-min))
  (search-forward words)
  (goto-char (1+ (match-beginning 0))))

(defun finding ()
  (flymake-start)
  (seq-find (lambda (it)
              (and (string-match-p (regexp-quote (wanted "MESSAGE")) (flymake-diagnostic-text it))
                   (string= (wanted "FLAGGED")
                            (buffer-substring-no-properties (flymake-diagnostic-beg it) (flymake-diagnostic-end it)))))
            (flymake-diagnostics)))

(find-file (wanted "DRAFT_FILE"))
(let ((draft (current-buffer)))
  (apply #'eglot--connect (eglot--guess-contact))
  (flymake-mode 1)
  (until "the finding" #'finding)

  (go-to (wanted "FLAGGED"))
  (until "the hover"
         (lambda ()
           (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
             (string-match-p (regexp-quote (wanted "VERDICT")) (plist-get (plist-get hover :contents) :value)))))

  (call-interactively #'xref-find-definitions)
  (until "the passage"
         (lambda ()
           (and (string-suffix-p (wanted "SOURCE") buffer-file-name)
                (save-excursion
                  (beginning-of-line)
                  (search-forward (wanted "PASSAGE") (line-end-position) t)))))

  (set-buffer draft)
  (go-to (wanted "FLAGGED"))
  (let* ((actions (eglot-code-actions (point) nil "quickfix"))
         (fix (seq-find (lambda (it) (string-match-p (regexp-quote (wanted "RIGHT")) (plist-get it :title))) actions)))
    (unless fix (message "error: no quick fix for %s" (wanted "FLAGGED")) (kill-emacs 1))
    (eglot-execute (eglot-current-server) fix))
  (until "the mended line" (lambda () (save-excursion (goto-char (point-min)) (search-forward (wanted "REPAIRED") nil t))))
  (until "no such finding any more" (lambda () (not (finding))))

  (save-buffer)
  (let ((new (expand-file-name (concat (file-name-directory (wanted "LINKED")) (wanted "RENAMED") "-2.md"))))
    (find-file (wanted "LINKED"))
    (citecheck-rename-file new)
    (unless (and (file-exists-p new) (string= buffer-file-name new))
      (message "error: the file has not another name") (kill-emacs 1))
    (set-buffer draft)
    (until "the links to a renamed file"
           (lambda ()
             (save-excursion
               (goto-char (point-min))
               (search-forward (concat "(" (file-name-directory (wanted "LINKED")) (wanted "RENAMED") "-2.md)") nil t)))))

  (until "the outline" (lambda () (string-match-p "✗" (format "%S" (eglot-imenu)))))
  (eglot-shutdown (eglot-current-server)))
(kill-emacs 0)
