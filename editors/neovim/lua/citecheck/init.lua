--- Commands around the language server, for those who want them; nothing here is needed for the rest.

local M = {}

--- The client that checks a buffer.
---@param buffer integer
---@return vim.lsp.Client?
local function client_of(buffer)
  return vim.lsp.get_clients({ bufnr = buffer, name = 'citecheck' })[1]
end

--- Neovim 0.10 has functions where later ones have methods.
---@param client vim.lsp.Client
---@param name 'request' | 'notify'
local function call(client, name, ...)
  if vim.fn.has('nvim-0.11') == 1 then
    return client[name](client, ...)
  end
  return client[name](...)
end

local function complain(message)
  vim.notify('citecheck: ' .. message, vim.log.levels.ERROR)
end

--- Runs a command of the server for a buffer and hands on what it answers.
---@param buffer integer
---@param command string without the prefix
---@param arguments table
---@param done? fun(result: any)
function M.run(buffer, command, arguments, done)
  local client = client_of(buffer)
  if not client then
    return complain('this buffer is not checked; see :checkhealth citecheck')
  end
  local params = { command = 'citecheck.' .. command, arguments = { arguments } }
  call(client, 'request', 'workspace/executeCommand', params, function(failure, result)
    if failure then
      return complain(failure.message)
    end
    if done then
      done(result)
    end
  end, buffer)
end

--- Where the cursor of a window is, as the server counts.
---@param window integer
---@param client vim.lsp.Client
local function position(window, client)
  return vim.lsp.util.make_position_params(window, client.offset_encoding).position
end

local function uri_of(buffer)
  return vim.uri_from_bufnr(buffer)
end

--- What `vim.lsp.start()` of Neovim 0.10 is to be given for a buffer: lsp/citecheck.lua as later ones read it.
---@param buffer integer
---@return vim.lsp.ClientConfig
function M.config(buffer)
  local found = vim.api.nvim_get_runtime_file('lsp/citecheck.lua', false)[1]
  local config = vim.tbl_extend('force', dofile(found), { name = 'citecheck' })
  config.root_dir = vim.fs.root(buffer, config.root_markers) or vim.fs.dirname(vim.api.nvim_buf_get_name(buffer))
  local ours = config.capabilities
  config.capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), ours)
  return config
end

-- ---- the evidence in a split ----

local MARKS = { supported = '✓', refuted = '✗', ['not-enough-info'] = '?' }
local STANCES = { supports = '✓ supports', contradicts = '✗ contradicts' }

--- JSON's null is a value of its own.
local function known(value)
  return value ~= vim.NIL and value or nil
end

--- The lines of the view, the places to mark in them, and which passage a line belongs to.
local function render(evidence)
  local lines, marks, passages = {}, {}, {}
  local function add(line, group)
    for _, part in ipairs(vim.split(line, '\n', { plain = true })) do
      lines[#lines + 1] = part
      if group then
        marks[#marks + 1] = { #lines - 1, 0, #part, group }
      end
    end
  end
  local function add_words(before, words, group)
    local line = before
    local places = {}
    for _, it in ipairs(words) do
      local text = it.text:gsub('\n', ' ')
      if it.standsOut then
        places[#places + 1] = { #lines, #line, #line + #text, group }
      end
      line = line .. text
    end
    lines[#lines + 1] = line
    vim.list_extend(marks, places)
  end

  add(MARKS[evidence.verdict] .. ' ' .. evidence.headline, 'Title')
  add(evidence.text)
  for _, it in ipairs(evidence.findings) do
    add('')
    add(it.message .. ' (' .. it.rule .. ')', it.level == 'error' and 'DiagnosticError' or 'DiagnosticWarn')
  end
  for _, it in ipairs(evidence.accepted) do
    add('Accepted (' .. it.rule .. '): ' .. it.reason, 'Comment')
  end
  if #evidence.why > 0 then
    add('')
    for _, line in ipairs(evidence.why) do
      add_words('- ', line, 'Bold')
    end
  end
  for _, card in ipairs(evidence.passages) do
    add('')
    local first = #lines + 1
    local source = card.source
    local stance = known(card.stance)
    add((stance and STANCES[stance]:sub(1, #'✓') .. ' ' or '') .. source.title, 'Title')
    local about = { known(source.publisher), known(source.date) }
    local parts = { source.key, card.place }
    for _, it in pairs(about) do
      parts[#parts + 1] = it
    end
    if known(source.reliability) then
      parts[#parts + 1] = 'reliability ' .. source.reliability
    end
    if stance then
      parts[#parts + 1] = stance
    end
    if card.isCited then
      parts[#parts + 1] = 'cited'
    end
    add(table.concat(parts, ' · '), 'Comment')
    add_words('> ', card.words, 'Underlined')
    for line = first, #lines do
      passages[line] = card
    end
  end
  return lines, marks, passages
end

local SPACE = vim.api.nvim_create_namespace('citecheck')
--- The one view there is: its buffer, the draft it is about, and what it shows.
local view = {}

local function show(evidence)
  if not (view.buffer and vim.api.nvim_buf_is_valid(view.buffer)) then
    return
  end
  local lines, marks, passages
  if evidence and evidence ~= vim.NIL then
    lines, marks, passages = render(evidence)
  else
    lines, marks, passages = { 'There is no claim at the cursor.' }, {}, {}
    evidence = nil
  end
  view.evidence, view.passages = evidence, passages
  vim.bo[view.buffer].modifiable = true
  vim.api.nvim_buf_set_lines(view.buffer, 0, -1, false, lines)
  vim.bo[view.buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(view.buffer, SPACE, 0, -1)
  for _, it in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(view.buffer, SPACE, it[1], it[2], { end_col = it[3], hl_group = it[4] })
  end
end

local function follow()
  local window = vim.api.nvim_get_current_win()
  local buffer = vim.api.nvim_win_get_buf(window)
  local client = client_of(buffer)
  if not client or vim.fn.bufwinid(view.buffer or -1) == -1 then
    return
  end
  view.draft = buffer
  local arguments = { uri = uri_of(buffer), position = position(window, client) }
  local params = { command = 'citecheck.evidenceAt', arguments = { arguments } }
  call(client, 'request', 'workspace/executeCommand', params, function(failure, result)
    -- A draft that is being typed has no answer yet; the cursor will rest again.
    if not failure then
      show(result)
    end
  end, buffer)
end

--- So long the cursor rests before the view follows it, in milliseconds.
local REST = 120
local timer = assert(vim.uv.new_timer())
local function soon()
  timer:start(REST, 0, vim.schedule_wrap(follow))
end

--- The passage that the cursor is on in the view.
local function chosen()
  return (view.passages or {})[vim.api.nvim_win_get_cursor(0)[1]]
end

local function open_chosen()
  local card = chosen()
  local location = card and known(card.location)
  if not location then
    return
  end
  local window = vim.fn.bufwinid(view.draft)
  if window ~= -1 then
    vim.api.nvim_set_current_win(window)
  end
  local client = client_of(view.draft)
  vim.lsp.util.show_document(location, client and client.offset_encoding or 'utf-16', { focus = true })
end

local function cite_chosen()
  local card = chosen()
  if not card then
    return
  end
  M.run(view.draft, 'citeClaim', {
    uri = uri_of(view.draft),
    position = view.evidence.range.start,
    version = view.evidence.version,
    source = card.source.key,
    passage = card.passage,
  })
end

--- Opens what the claim at the cursor rests on in a split that follows the cursor.
function M.evidence()
  if not client_of(0) then
    return complain('this buffer is not checked; see :checkhealth citecheck')
  end
  local draft_window = vim.api.nvim_get_current_win()
  if not (view.buffer and vim.api.nvim_buf_is_valid(view.buffer)) then
    view.buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(view.buffer, 'citecheck://evidence')
    vim.bo[view.buffer].filetype = 'citecheck-evidence'
    vim.keymap.set('n', '<CR>', open_chosen, { buffer = view.buffer, desc = 'open the passage' })
    vim.keymap.set('n', 'c', cite_chosen, { buffer = view.buffer, desc = 'cite the passage' })
    vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = view.buffer, desc = 'close the evidence' })
    local group = vim.api.nvim_create_augroup('citecheck-evidence', {})
    -- New findings may come while the cursor rests.
    local events = { 'CursorMoved', 'CursorMovedI', 'BufEnter', 'DiagnosticChanged' }
    vim.api.nvim_create_autocmd(events, { group = group, callback = soon })
  end
  if vim.fn.bufwinid(view.buffer) == -1 then
    vim.cmd('botright vsplit')
    local window = vim.api.nvim_get_current_win()
    vim.api.nvim_win_set_buf(window, view.buffer)
    vim.api.nvim_win_set_width(window, math.max(40, math.floor(vim.o.columns * 0.4)))
    vim.wo[window].wrap, vim.wo[window].linebreak, vim.wo[window].number = true, true, false
    vim.wo[window].winfixwidth = true
    vim.api.nvim_set_current_win(draft_window)
  end
  follow()
end

--- Accepts the claim at the cursor for a reason, which is asked for when none is given.
---@param reason? string
function M.accept(reason)
  local buffer = vim.api.nvim_get_current_buf()
  local client = client_of(buffer)
  if not client then
    return complain('this buffer is not checked; see :checkhealth citecheck')
  end
  local arguments = {
    uri = uri_of(buffer),
    position = position(0, client),
    version = vim.lsp.util.buf_versions[buffer],
  }
  local function accept(words)
    if not words or words == '' then
      return
    end
    arguments.reason = words
    M.run(buffer, 'acceptClaim', arguments)
  end
  if reason and reason ~= '' then
    return accept(reason)
  end
  vim.ui.input({ prompt = 'Why may this claim stand? ', default = 'our own analysis' }, accept)
end

--- Writes the report on the draft and opens it.
function M.report()
  M.run(vim.api.nvim_get_current_buf(), 'report', { uri = uri_of(0) })
end

-- ---- files under another name ----

--- The client that checks drafts where a file is: that of the current buffer, or one whose folder the file is in.
---@param file string
---@return vim.lsp.Client?
local function client_around(file)
  local here = client_of(0)
  if here then
    return here
  end
  for _, client in ipairs(vim.lsp.get_clients({ name = 'citecheck' })) do
    local root = client.root_dir or (client.config or {}).root_dir
    if root and vim.startswith(file, root .. '/') then
      return client
    end
  end
end

--- Gives a file or folder another name, and takes the links of all drafts along.
---@param old string
---@param new string
---@param overwrites? boolean
function M.rename(old, new, overwrites)
  old, new = vim.fn.fnamemodify(old, ':p'):gsub('/$', ''), vim.fn.fnamemodify(new, ':p'):gsub('/$', '')
  if not vim.uv.fs_stat(old) then
    return complain('there is no file ' .. old)
  elseif vim.uv.fs_stat(new) and not overwrites then
    return complain(new .. ' is there already; :CitecheckRename! writes over it')
  elseif vim.iter(vim.api.nvim_list_bufs()):any(function(it)
    return vim.bo[it].modified and vim.api.nvim_buf_get_name(it) == old
  end) then
    return complain('write the file first: ' .. old)
  end
  local client = client_around(old)
  if not client then
    return complain('no draft is open that is checked; see :checkhealth citecheck')
  end
  local params = { files = { { oldUri = vim.uri_from_fname(old), newUri = vim.uri_from_fname(new) } } }
  call(client, 'request', 'workspace/willRenameFiles', params, function(failure, edit)
    if failure then
      return complain(failure.message)
    end
    if edit and edit ~= vim.NIL then
      vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
    end
    -- Takes the buffer along and writes it, for the edit may have been about the file itself.
    vim.lsp.util.rename(old, new, { overwrite = overwrites })
    call(client, 'notify', 'workspace/didRenameFiles', params)
    local unsaved = vim.tbl_filter(function(it)
      return vim.bo[it].modified and vim.api.nvim_buf_get_name(it) ~= ''
    end, vim.api.nvim_list_bufs())
    if #unsaved > 0 then
      vim.notify(('citecheck: links were rewritten in %d file(s); :wall saves them'):format(#unsaved))
    end
  end, vim.api.nvim_get_current_buf())
end

return M
