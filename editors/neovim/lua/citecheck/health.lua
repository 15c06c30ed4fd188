-- :checkhealth citecheck

local M = {}

function M.check()
  local health = vim.health
  health.start('citecheck')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.warn('Neovim 0.10 has no vim.lsp.enable()', 'see `:help citecheck-setup` for how to start the server')
  end
  local config = vim.lsp.config and vim.lsp.config.citecheck
  local command = config and type(config.cmd) == 'table' and config.cmd[1] or 'citecheck'
  if vim.fn.executable(command) == 0 then
    health.error('there is no program `' .. command .. '`', {
      'put `citecheck` on your PATH',
      "or name it: vim.lsp.config('citecheck', { cmd = { '/path/to/citecheck', 'lsp' } })",
    })
    return
  end
  local version = vim.system({ command, '--version' }, { text = true }):wait()
  if version.code ~= 0 then
    return health.error('`' .. command .. ' --version` failed: ' .. vim.trim(version.stderr or ''))
  end
  health.ok(vim.trim(version.stdout) .. ' at ' .. vim.fn.exepath(command))
  if vim.lsp.is_enabled and not vim.lsp.is_enabled('citecheck') then
    health.warn('the server is not enabled', "put vim.lsp.enable('citecheck') into init.lua")
  end
  local clients = vim.lsp.get_clients({ name = 'citecheck' })
  if #clients == 0 then
    return health.info('no draft is open that is checked: Markdown, Quarto, R Markdown or text')
  end
  for _, client in ipairs(clients) do
    local root = client.root_dir or vim.fn.getcwd()
    health.ok('checks drafts below ' .. root)
    local doctor = vim.system({ command, 'doctor' }, { text = true, cwd = root }):wait()
    -- What follows the first blank line is about setting up editors.
    local found = vim.split(vim.trim(doctor.stdout or ''), '\n\n')[1]
    for _, line in ipairs(vim.split(found, '\n')) do
      health.info(line)
    end
  end
end

return M
