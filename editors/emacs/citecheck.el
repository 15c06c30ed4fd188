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

(provide 'citecheck)
;;; citecheck.el ends here
