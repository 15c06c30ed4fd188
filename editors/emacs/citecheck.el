;;; citecheck.el --- Check the claims of a draft against a folder of sources -*- lexical-binding: t -*-

;; Tells eglot, which comes with Emacs 29 and later, how to start the server.
;; `M-x eglot' in a draft starts it; to have it start by itself:
;;
;;     (add-hook 'markdown-mode-hook #'eglot-ensure)

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((markdown-mode markdown-ts-mode gfm-mode (text-mode :language-id "plaintext"))
               . ("citecheck" "lsp")))

;; A folder of sources is a project of its own to Emacs where no version control says otherwise.
(defun citecheck--server ()
  "The server that checks this file, or drafts in a folder above it."
  (or (eglot-current-server)
      (catch 'found
        (maphash (lambda (project servers)
                   (when (and servers (string-prefix-p (expand-file-name (project-root project)) buffer-file-name))
                     (throw 'found (car servers))))
                 eglot--servers-by-project))))

(defun citecheck-rename-file (new)
  "Give the file of this buffer the name NEW, and take along the links to it.
The links stand in the drafts, which are changed and not yet saved."
  (interactive (list (read-file-name "Rename to: " nil nil nil (file-name-nondirectory buffer-file-name))))
  (let* ((old buffer-file-name)
         (new (expand-file-name new))
         (uri (if (fboundp 'eglot-path-to-uri) #'eglot-path-to-uri 'eglot--path-to-uri))
         (server (citecheck--server))
         (params `(:files [(:oldUri ,(funcall uri old) :newUri ,(funcall uri new))])))
    (unless server (user-error "No draft is checked here; see `M-x eglot'"))
    (when (buffer-modified-p) (user-error "Save the file first"))
    (when (file-exists-p new) (user-error "There is a file of this name already: %s" new))
    (when-let ((edit (jsonrpc-request server :workspace/willRenameFiles params)))
      (eglot--apply-workspace-edit edit this-command))
    (save-buffer)
    (rename-file old new)
    (set-visited-file-name new t t)
    (jsonrpc-notify server :workspace/didRenameFiles params)))

(provide 'citecheck)
;;; citecheck.el ends here
